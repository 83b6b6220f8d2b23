"""Deleting on a person's own wish: the whole household, or only oneself where another adult signs in for it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer
from families.queries import family_of
from families.services import leaving
from groupsite.accounts.models import User
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
    """One adult goes, with the letters they had; the household goes on without them."""
    mine = Carer.objects.select_related("family", "user").get(user=user)
    gone = Carer(pk=mine.pk)
    leaving.remove_carer(mine, by=user)
    erasure.forget_carer(gone)
