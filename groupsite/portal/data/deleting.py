"""Deleting on a person's own wish: the whole household, or only oneself where another adult signs in for it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer
from families.queries import family_of
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import withdraw
from groupsite.kit.errors import Refused
from groupsite.portal.data import erasure
from groupsite.portal.data.subjects import has_other_hats


@dataclass(frozen=True)
class WhatGoes:
    """What deleting would mean for this person."""

    household: bool
    """Is it the whole household? Not where another adult signs in for it."""
    account: bool
    """Does the sign-in go, too? Not for somebody who also helps here."""


def what_goes(user: User) -> WhatGoes:
    """Told before anybody presses the button."""
    family = family_of(user)
    others = family is not None and Carer.objects.filter(family=family).exclude(user=None).exclude(user=user).exists()
    return WhatGoes(household=family is not None and not others, account=not has_other_hats(user))


@transaction.atomic
def delete_me(user: User) -> None:
    """Do it. Refused while a hold is on the household, or while somebody who helps here has nothing else to delete."""
    goes, family = what_goes(user), family_of(user)
    if goes.household and family is not None:
        return erasure.erase_family(family, by=user)
    if family is None and not goes.account:
        says = _("You help here, so your sign-in is needed. Ask us to take your roles away first.")
        raise Refused(says, code="has_roles")
    if family is not None:
        leave_household(user)
    if goes.account:
        erasure.erase_user(user)
    return None


def leave_household(user: User) -> None:
    """One adult goes; letters go to the next who signs in."""
    mine = Carer.objects.select_related("family").get(user=user)
    if mine.is_main:
        Carer.objects.filter(pk=mine.pk).update(is_main=False)
        heirs = Carer.objects.filter(family=mine.family).exclude(user=None).exclude(pk=mine.pk).order_by("pk")
        Carer.objects.filter(pk__in=heirs.values("pk")[:1]).update(is_main=True)
    erasure.forget_carer(mine)
    withdraw(user, Role.PARENT, by=user)
