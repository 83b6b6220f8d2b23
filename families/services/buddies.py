"""A friendly face for the first visit: suggested with reasons, chosen by a leader, agreed by both families."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from families.models import BuddyPair, Carer, Child, Family, Home
from families.rules.buddies import Factor, Side, weigh
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post

TOP = 3
State = BuddyPair.State
LIVE = [State.PROPOSED, State.TOGETHER]
SIDES = ("newcomer", "buddy")


@dataclass(frozen=True)
class Suggestion:
    """A family who could walk in with a newcomer, with the weighing laid open."""

    family: Family
    factors: tuple[Factor, ...]

    @property
    def score(self) -> int:
        """Out of 100."""
        return sum(factor.points for factor in self.factors)


def suggest(
    newcomer: Family, together: Mapping[int, int], *, settled: Collection[int] | QuerySet[Any]
) -> list[Suggestion]:
    """The three best buddies. `together` counts sessions in common by family; `settled` are families who have been."""
    mine = _side(_with_facts(Family.objects.filter(pk=newcomer.pk)).get(), together=0)
    candidates = _with_facts(_could_walk_with(newcomer, settled)).prefetch_related("carers", "children")
    ranked = [
        Suggestion(family, weigh(mine, _side(family, together=together.get(family.pk, 0)))) for family in candidates
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.family.pk))[:TOP]


def _could_walk_with(newcomer: Family, settled: Collection[int] | QuerySet[Any]) -> QuerySet[Family]:
    """The few hard rules: they offer, have been, have room, and share neither a past as a pair nor a child."""
    met_before = BuddyPair.objects.filter(newcomer=newcomer).values("buddy")
    walking = Count("as_buddy", filter=Q(as_buddy__state__in=LIVE))
    return (
        Family.objects.annotate(walking_with=walking)
        .filter(offers_friendly_face=True, pk__in=settled, walking_with__lt=F("buddies_at_once"))
        .exclude(pk=newcomer.pk)
        .exclude(pk__in=met_before)
        .exclude(pk__in=_other_homes(newcomer))
    )


def _other_homes(family: Family) -> QuerySet[Any]:
    """Households that share a child with this one; the two see nothing of each other (M10)."""
    return Home.objects.filter(child__homes__family=family).values("family")


def _with_facts(families: QuerySet[Family]) -> QuerySet[Family]:
    days = Child.objects.filter(homes__family=OuterRef("pk")).values_list(Coalesce("born_on", "due_on"))
    return families.annotate(birthdays=ArraySubquery(days))


def _side(family: Any, *, together: int) -> Side:
    birthdays: list[date] = family.birthdays
    return Side(
        languages=frozenset(family.languages),
        birthdays=tuple(birthdays),
        outcode=family.outcode,
        walking_with=getattr(family, "walking_with", 0),
        at_once=family.buddies_at_once,
        together=together,
    )


@transaction.atomic
def propose(newcomer: Family, buddy: Family, *, by: User) -> BuddyPair:
    """Ask both families. Two leaders may press at once; the second is told."""
    newcomer, buddy = _locked_families(newcomer, buddy)
    _check_newcomer(newcomer)
    _check_buddy(newcomer, buddy)
    pair = BuddyPair.objects.create(newcomer=newcomer, buddy=buddy)
    record("buddy.proposed", pair, by=by)
    _write_to_both("buddy_found", pair)
    return pair


def _locked_families(newcomer: Family, buddy: Family) -> tuple[Family, Family]:
    rows = Family.objects.select_for_update(no_key=True).filter(pk__in=[newcomer.pk, buddy.pk]).order_by("pk")
    found = {family.pk: family for family in rows}
    return found[newcomer.pk], found[buddy.pk]


def _check_newcomer(newcomer: Family) -> None:
    if not newcomer.wants_friendly_face:
        raise Refused(_("This family has not asked for a friendly face."), code="not_wanted")
    if newcomer.as_newcomer.filter(state__in=LIVE).exists():
        raise Refused(_("Somebody has just found a friendly face for this family."), code="taken")


def _check_buddy(newcomer: Family, buddy: Family) -> None:
    if newcomer == buddy or _other_homes(newcomer).filter(family=buddy).exists():
        raise Refused(_("These two can’t be a pair. Please choose another family."), code="same_family")
    if not buddy.offers_friendly_face:
        raise Refused(_("This family does not offer at the moment. Please choose another."), code="not_offered")
    if buddy.as_buddy.filter(state__in=LIVE).count() >= buddy.buddies_at_once:
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
    pair.state = State.TOGETHER if both else State.PROPOSED
    pair.save()
    record("buddy.agreed", pair, by=by, together=bool(both), passed_on=said_by is not None)
    if both:
        _write_to_both("buddy_together", pair)
    return pair


@transaction.atomic
def decline(pair: BuddyPair, *, by: User, said_by: Family | None = None) -> BuddyPair:
    """One family would rather not. Nobody is told who; the leader finds somebody else."""
    pair = _locked(pair)
    _side_of(pair, by, said_by)
    if pair.state == State.DECLINED:
        return pair
    _check_open(pair)
    return _close(pair, State.DECLINED, "buddy.declined", by=by)


@transaction.atomic
def end(pair: BuddyPair, *, by: User) -> BuddyPair:
    """Either family, or a leader, ends it; names are out of sight again."""
    pair = _locked(pair)
    if not by.has_role(Role.LEADER, Role.COORDINATOR):
        _side_of(pair, by, None)
    if pair.state not in LIVE:
        return pair
    return _close(pair, State.ENDED, "buddy.ended", by=by)


def _locked(pair: BuddyPair) -> BuddyPair:
    return BuddyPair.objects.select_for_update().get(pk=pair.pk)


def _side_of(pair: BuddyPair, by: User, said_by: Family | None) -> str:
    """Whose yes or no it is: `by`'s own household's, or the one a leader speaks for."""
    if said_by is None:
        own = Carer.objects.filter(user=by).values_list("family_id", flat=True).first()
    else:
        own = said_by.pk if by.has_role(Role.LEADER, Role.COORDINATOR) else None
    for side in SIDES:
        if own is not None and getattr(pair, f"{side}_id") == own:
            return side
    raise PermissionDenied


def _check_open(pair: BuddyPair) -> None:
    if pair.state != State.PROPOSED:
        raise Refused(_("Plans have changed since. We’ll write when we have news."), code="closed")


def _close(pair: BuddyPair, state: State, what: str, *, by: User) -> BuddyPair:
    pair.state, pair.ended_at = state, clock.now()
    pair.save()
    record(what, pair, by=by)
    return pair


def _write_to_both(kind: str, pair: BuddyPair) -> None:
    for carer in Carer.objects.filter(family__in=[pair.newcomer_id, pair.buddy_id], is_main=True):
        post(kind, to=carer, about=pair)
