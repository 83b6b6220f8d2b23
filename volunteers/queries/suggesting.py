"""Who could take a shift, in the order in which to ask; and who has been asked."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from groupsite.accounts.models import User
from groupsite.kit import clock
from volunteers.models import Asking, Shift, ShiftQuerySet, Signup, SignupState, Wait
from volunteers.queries.gaps import coordinates
from volunteers.queries.knowing import knows_of
from volunteers.rules.rota import HELPERS, Ask, why_not
from volunteers.rules.suggesting import Candidate, in_order


@dataclass(frozen=True)
class Suggestion:
    """Somebody to ask, and why they come where they come."""

    user: User
    candidate: Candidate
    is_first: bool = False


def shifts_to_fill(user: User) -> ShiftQuerySet:
    """Coming shifts of the groups this person may plan, with what a page shows."""
    coming = Shift.objects.for_leader(user, every=coordinates(user)).upcoming()
    return coming.with_taken().select_related("occurrence__programme__venue", "occurrence__venue")


def suggestions(shift: Shift, at: datetime) -> list[Suggestion]:
    """Everybody who could say yes and has not been asked for it; nobody above their limit, away or not cleared."""
    asked = shift.askings.values("volunteer")
    helpers = User.objects.filter(roles__overlap=list(HELPERS), is_active=True).exclude(pk__in=asked)
    users = {user.pk: user for user in helpers.annotate(last_asked=Max("askings__asked_at"))}
    known = knows_of(users, at)
    fits = [pk for pk, user in users.items() if not why_not(Ask(user, shift, 0, known[pk], at))]
    ordered = in_order(_with_past(shift, [_candidate(users[pk]) for pk in fits]))
    return [Suggestion(users[it.pk], it, known[it.pk].begins_with(shift)) for it in ordered]


def _candidate(user: User) -> Candidate:
    return Candidate(user.pk, str(user), asked_at=user.last_asked)  # type: ignore[attr-defined]  # annotated above


def _with_past(shift: Shift, candidates: list[Candidate]) -> list[Candidate]:
    pks = [it.pk for it in candidates]
    past = Signup.objects.filter(volunteer__in=pks, state=SignupState.PROMISED, shift__ends_at__lt=clock.now())
    counted = past.values("volunteer").annotate(
        job=Count("pk", filter=_same_job(shift)),
        group=Count("pk", filter=Q(shift__occurrence__programme=shift.occurrence.programme_id)),
    )
    done = {row["volunteer"]: row for row in counted}
    waiting = set(Wait.objects.live().filter(shift=shift).values_list("volunteer_id", flat=True))
    return [
        replace(
            it,
            done_this_job=done.get(it.pk, {}).get("job", 0),
            knows_this_group=done.get(it.pk, {}).get("group", 0),
            waits=it.pk in waiting,
        )
        for it in candidates
    ]


def _same_job(shift: Shift) -> Q:
    """By its name, or under the name it had."""
    same = Q(shift__role=shift.role)
    return same | Q(shift__need=shift.need_id) if shift.need_id else same


def asked_for(shift: Shift) -> QuerySet[Asking]:
    """The log of this shift: who was asked, when, and what they said."""
    return Asking.objects.filter(shift=shift).select_related("volunteer", "asked_by").order_by("-asked_at", "-pk")


def askings_of(user: User) -> QuerySet[Asking]:
    """What this person has been asked for; nobody else's is there."""
    places = ("shift__occurrence__programme__venue", "shift__occurrence__venue", "asked_by")
    return Asking.objects.filter(volunteer=user).select_related(*places)


def open_askings_of(user: User) -> QuerySet[Asking]:
    """Those that wait for an answer, the nearest shift first."""
    waiting = askings_of(user).filter(answer="", shift__starts_at__gt=clock.now(), shift__cancelled_at=None)
    return waiting.order_by("shift__starts_at", "pk")
