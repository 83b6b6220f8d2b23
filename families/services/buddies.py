"""A friendly face for the first visit: chosen by a leader, agreed by both families, followed until it ends with thanks.

Whoever steps back is never named: the other side's letter says the same words whoever it was (M9).
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from families.models import BuddyPair, Carer, EndedWhy, Family, Home
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post

State = BuddyPair.State
SIDES = ("newcomer", "buddy")


def other_homes(family: Family) -> QuerySet[Any]:
    """Households that share a child with this one; the two see nothing of each other (M10)."""
    return Home.objects.filter(child__homes__family=family).values("family")


@transaction.atomic
def propose(newcomer: Family, buddy: Family, *, by: User) -> BuddyPair:
    """Ask both families. Two leaders may press at once; the second is told."""
    newcomer, buddy = _locked_families(newcomer, buddy)
    _check_newcomer(newcomer)
    _check_buddy(newcomer, buddy)
    pair = BuddyPair.objects.create(newcomer=newcomer, buddy=buddy)
    record("buddy.proposed", pair, by=by)
    _write("buddy_found", pair)
    return pair


@transaction.atomic
def replace(pair: BuddyPair, buddy: Family, *, by: User) -> BuddyPair:
    """Nothing comes of a pair: ask another family, and tell both of the old one that plans have changed."""
    if _locked(pair).state not in BuddyPair.LIVE:
        raise Refused(_("Somebody has just changed this pair. Look again at the board."), code="closed")
    swap(pair, by=by)
    return propose(pair.newcomer, buddy, by=by)


def _locked_families(newcomer: Family, buddy: Family) -> tuple[Family, Family]:
    rows = Family.objects.select_for_update(no_key=True).filter(pk__in=[newcomer.pk, buddy.pk]).order_by("pk")
    found = {family.pk: family for family in rows}
    return found[newcomer.pk], found[buddy.pk]


def _check_newcomer(newcomer: Family) -> None:
    if not newcomer.wants_friendly_face:
        raise Refused(_("This family has not asked for a friendly face."), code="not_wanted")
    if newcomer.as_newcomer.filter(state__in=BuddyPair.LIVE).exists():
        raise Refused(_("Somebody has just found a friendly face for this family."), code="taken")


def _check_buddy(newcomer: Family, buddy: Family) -> None:
    if newcomer == buddy or other_homes(newcomer).filter(family=buddy).exists():
        raise Refused(_("These two can’t be a pair. Please choose another family."), code="same_family")
    if not buddy.offers_friendly_face:
        raise Refused(_("This family does not offer at the moment. Please choose another."), code="not_offered")
    if buddy.as_buddy.filter(state__in=BuddyPair.LIVE).count() >= buddy.buddies_at_once:
        raise Refused(
            _("This family walks in with as many others as they like (%(most)d). Please choose another.")
            % {"most": buddy.buddies_at_once},
            code="at_limit",
        )


@transaction.atomic
def agree(pair: BuddyPair, *, by: User, said_by: Family | None = None) -> BuddyPair:
    """One family says yes; with both yeses they learn first names. A leader may pass on what was `said_by` a family."""
    pair = _locked(pair)
    field = f"{_side_of(pair, by, said_by)}_agreed_at"
    if pair.state == State.TOGETHER or getattr(pair, field):
        return pair
    _check_open(pair)
    setattr(pair, field, clock.now())
    both = pair.newcomer_agreed_at and pair.buddy_agreed_at
    pair.state, pair.stuck_at = (State.TOGETHER, None) if both else (State.PROPOSED, pair.stuck_at)
    pair.save()
    record("buddy.agreed", pair, by=by, together=bool(both), passed_on=said_by is not None)
    if both:
        _write("buddy_together", pair)
    return pair


@transaction.atomic
def decline(pair: BuddyPair, *, by: User) -> BuddyPair:
    """One family would rather not. The other hears that plans have changed; the leader finds somebody else."""
    pair = _locked(pair)
    side = _side_of(pair, by, None)
    if pair.state == State.DECLINED:
        return pair
    _check_open(pair)
    _close(pair, State.DECLINED, "", by=by)
    _write("buddy_changed", pair, but_for=side)
    return pair


@transaction.atomic
def swap(pair: BuddyPair, *, by: User) -> BuddyPair:
    """Somebody else, please: from either family or a leader, with no reason asked or told."""
    pair = _locked(pair)
    side = _own_side(pair, by)
    if pair.state not in BuddyPair.LIVE:
        return pair
    _close(pair, State.ENDED, EndedWhy.SWAP, by=by)
    _write("buddy_changed", pair, but_for=side)
    return pair


@transaction.atomic
def end(pair: BuddyPair, *, by: User) -> BuddyPair:
    """They know the place now: a family or a leader ends it with thanks to both. Names are out of sight again."""
    pair = _locked(pair)
    _own_side(pair, by)
    if pair.state not in BuddyPair.LIVE:
        return pair
    _check_together(pair)
    _close(pair, State.ENDED, EndedWhy.THANKS, by=by)
    Family.objects.filter(pk=pair.newcomer_id).update(wants_friendly_face=False, asked_for_face_at=None)
    _write("buddy_thanks", pair)
    return pair


@transaction.atomic
def let_go(family: Family, *, by: User | None) -> None:
    """A family comes no more: whoever was to walk in with it hears that plans have changed."""
    theirs = BuddyPair.objects.live().filter(Q(newcomer=family) | Q(buddy=family))
    for pair in theirs.select_for_update().order_by("pk"):
        _close(pair, State.ENDED, EndedWhy.QUIET, by=by)
        _write("buddy_changed", pair, but_for="newcomer" if pair.newcomer_id == family.pk else "buddy")


@transaction.atomic
def say_if_met(pair: BuddyPair, *, met: bool, by: User, said_by: Family | None = None) -> BuddyPair:
    """One family says whether they met. A yes from either is enough; without one a leader has to look."""
    pair = _locked(pair)
    side = _side_of(pair, by, said_by)
    if pair.state != State.TOGETHER or pair.asked_met_at is None:
        raise Refused(_("Plans have changed since. We’ll write when we have news."), code="closed")
    setattr(pair, f"{side}_met", met)
    have_met = bool(pair.newcomer_met or pair.buddy_met)
    pair.stuck_at = None if have_met else pair.stuck_at or clock.now()
    pair.save()
    record("buddy.met_answered", pair, by=by, passed_on=said_by is not None)
    return pair


def _locked(pair: BuddyPair) -> BuddyPair:
    return BuddyPair.objects.select_for_update().get(pk=pair.pk)


def _own_side(pair: BuddyPair, by: User) -> str:
    """The side that acts; none when a leader acts for the group."""
    if by.has_role(Role.LEADER, Role.COORDINATOR) and not _families_of(by) & _pks(pair):
        return ""
    return _side_of(pair, by, None)


def _side_of(pair: BuddyPair, by: User, said_by: Family | None) -> str:
    """Whose yes or no it is: `by`'s own household's, or the one a leader speaks for."""
    own = _families_of(by)
    if said_by is not None:
        own = {said_by.pk} if by.has_role(Role.LEADER, Role.COORDINATOR) else set()
    for side in SIDES:
        if getattr(pair, f"{side}_id") in own:
            return side
    raise PermissionDenied


def _families_of(user: User) -> set[int]:
    return set(Carer.objects.filter(user=user).values_list("family_id", flat=True))


def _pks(pair: BuddyPair) -> set[int]:
    return {pair.newcomer_id, pair.buddy_id}


def _check_open(pair: BuddyPair) -> None:
    if pair.state != State.PROPOSED:
        raise Refused(_("Plans have changed since. We’ll write when we have news."), code="closed")


def _check_together(pair: BuddyPair) -> None:
    if pair.state != State.TOGETHER:
        raise Refused(_("These two families have not both said yes yet."), code="not_together")


def _close(pair: BuddyPair, state: State, why: str, *, by: User | None) -> None:
    pair.state, pair.ended_why, pair.ended_at, pair.stuck_at = state, why, clock.now(), None
    pair.save()
    record(f"buddy.{state}", pair, by=by, why=why)


def _write(kind: str, pair: BuddyPair, *, but_for: str = "") -> None:
    """To the main carer of both families, or of the other one."""
    sides = [getattr(pair, f"{side}_id") for side in SIDES if side != but_for]
    for carer in Carer.objects.filter(family__in=sides, is_main=True):
        post(kind, to=carer, about=pair)
