"""People leave a household. An adult who does has no way in from that moment; the household keeps an adult."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family, Helper, Home, Invitation, Right
from families.queries import limited_in
from families.services.finding import refresh
from families.signals import carer_leaves, child_leaves
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import withdraw
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import take_back_everything_to


@transaction.atomic
def remove_carer(carer: Carer, *, by: User) -> None:
    """Take an adult off: sign-in, letters, and whom they asked in. Refused for the only one.

    Their row goes. Past registers keep their numbers, which are counted before.
    """
    family = Family.objects.select_for_update(no_key=True).get(pk=carer.family_id)
    others = list(Carer.objects.filter(family=family).exclude(pk=carer.pk).order_by("pk"))
    if not others:
        raise Refused(_("A family needs an adult. Invite another first, or delete everything."), code="last_adult")
    heir = _heir(others, family)
    if carer.is_main:
        Carer.objects.filter(pk=carer.pk).update(is_main=False)
        Carer.objects.filter(pk=heir.pk).update(is_main=True)
    carer_leaves.send(sender=Carer, carer=carer, heir=heir, by=by)
    take_back_everything_to(carer)
    if carer.user_id is not None:
        _end_what_they_opened(carer.user_id, family)
    record("carer.removed", carer, by=by, themselves=carer.user_id == by.pk)
    user = carer.user
    carer.delete()
    if user is not None and not Helper.objects.live().filter(user=user).exists():
        withdraw(user, Role.PARENT, by=by)
    refresh([family])


def _heir(others: list[Carer], family: Family) -> Carer:
    """The main carer if they stay, else the adult who has been there longest, with a sign-in if anybody has one.

    Somebody to whom a child is closed only when nobody else is there: they get letters, and say nothing of who belongs.
    """
    limited = set(limited_in(family).values_list("pk", flat=True))
    return min(others, key=lambda adult: (not adult.is_main, adult.pk in limited, adult.user_id is None, adult.pk))


def _end_what_they_opened(user_id: int, family: Family) -> None:
    """Invitations nobody has answered, helpers who came by one, and what is left of having been a helper themselves.

    Helpers from before we wrote down who asked them are known by the address their invitation went to.
    """
    theirs = Invitation.objects.filter(by=user_id, family=family)
    came_by = theirs.filter(kind=Invitation.Kind.HELPER).exclude(accepted_at=None).values("email")
    by_letter = Q(asked_by=None, user__emailaddress__email__in=came_by)
    helpers = Helper.objects.filter(Q(user=user_id) | Q(asked_by=user_id) | by_letter, family=family, ended_at=None)
    Helper.objects.filter(pk__in=helpers.values("pk")).update(ended_at=clock.now())
    theirs.live().update(ended_at=clock.now())


@transaction.atomic
def pass_on(family: Family, heir: Carer, *, by: User) -> None:
    """Another adult with a sign-in says from now on who belongs."""
    family = Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    if heir.user_id is None or heir.family_id != family.pk:
        raise Refused(_("This needs an adult of the family who signs in."), code="no_sign_in")
    if limited_in(family).filter(pk=heir.pk).exists():
        says = _("%(name)s may not do everything here. Change what they may do first, then pass it on.")
        raise Refused(says % {"name": heir.name}, code="limited")
    family.carers.filter(is_main=True).update(is_main=False)
    Carer.objects.filter(pk=heir.pk).update(is_main=True)
    record("family.passed_on", family, by=by)


@transaction.atomic
def remove_child(child: Child, family: Family, *, by: User) -> None:
    """A child lives here no more. From the last home the child goes for good.

    Nobody would look after such a row, and it holds a birthday and a health note; past registers are counted before.
    """
    family = Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    homes = list(Home.objects.select_for_update().filter(child=child))
    mine = next((home for home in homes if home.family_id == family.pk), None)
    if mine is None:
        return
    for_good = len(homes) == 1
    child_leaves.send(sender=Child, child=child, family=family, for_good=for_good, by=by)
    record("child.removed", child, by=by, for_good=for_good)
    Right.objects.filter(child=child, carer__family=family).delete()
    if for_good:
        child.delete()
    else:
        mine.delete()
    refresh([family])
