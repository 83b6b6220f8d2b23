"""Does it work? Asks both families whether they met, and shows a coordinator the pairs of whom nothing is heard (M9).

Nobody is told who was silent: a flag is for the coordinator's eyes.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Greatest

from families.models import BuddyPair, Carer
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post, post_many
from groupsite.portal.buddies.queries import waiting_too_long
from sessions.models import Attendance, Booking, BookingState, Occurrence

ASK_AT = time(18, 0)
"""In the evening, when the children sleep."""
REMIND_AT = time(8, 0)
State = BuddyPair.State


def follow(at: datetime | None = None) -> None:
    """Ask who may have met, flag the pairs of whom nothing has been heard, unflag those who now share a session."""
    at = at or clock.now()
    sharing = _walking().filter(Exists(_shared()), asked_met_at=None, stuck_at__isnull=False)
    BuddyPair.objects.filter(pk__in=list(sharing.values_list("pk", flat=True))).update(stuck_at=None)
    for pair in _may_have_met(at):
        ask_if_met(pair, at)
    for pair in _silent(at):
        _flag(pair, at)


@transaction.atomic
def ask_if_met(pair: BuddyPair, at: datetime) -> None:
    """A letter to both, once."""
    pair = BuddyPair.objects.select_for_update().get(pk=pair.pk)
    if pair.state != State.TOGETHER or pair.asked_met_at:
        return
    pair.asked_met_at = at
    pair.save(update_fields=["asked_met_at"])
    due = max(at, clock.at(clock.local(at).date(), ASK_AT))
    for carer in Carer.objects.filter(family__in=[pair.newcomer_id, pair.buddy_id], is_main=True):
        post("buddy_met_asked", to=carer, about=pair, due=due)


@transaction.atomic
def _flag(pair: BuddyPair, at: datetime) -> None:
    if BuddyPair.objects.filter(pk=pair.pk, stuck_at=None, state__in=BuddyPair.LIVE).update(stuck_at=at):
        record("buddy.stuck", pair, by=None)


def _may_have_met(at: datetime) -> QuerySet[BuddyPair]:
    """Both said yes, and a session that both were booked for, and neither is known to have missed, is over since."""
    return _walking().filter(Exists(_shared().filter(ends_at__lte=at)), asked_met_at=None)


def _silent(at: datetime) -> QuerySet[BuddyPair]:
    """Ten days without two yeses, without a session in common, or without a word of having met."""
    since = at - timedelta(days=settings.BUDDY_SILENT_DAYS)
    proposed = BuddyPair.objects.filter(state=State.PROPOSED, proposed_at__lte=since)
    apart = _walking().filter(~Exists(_shared()), asked_met_at=None, both_at__lte=since)
    not_met = _walking().exclude(newcomer_met=True).exclude(buddy_met=True)
    unanswered = not_met.filter(asked_met_at__lte=since)
    found = {pair.pk for rows in (proposed, apart, unanswered) for pair in rows.filter(stuck_at=None)}
    return BuddyPair.objects.filter(pk__in=found).order_by("pk")


def _walking() -> QuerySet[Any]:
    return BuddyPair.objects.filter(state=State.TOGETHER).annotate(
        both_at=Greatest("newcomer_agreed_at", "buddy_agreed_at")
    )


def _shared() -> QuerySet[Occurrence]:
    """Sessions since both said yes, for which both families have a place."""
    booked = Booking.objects.filter(occurrence=OuterRef("pk"), state=BookingState.BOOKED).exclude(
        attendance=Attendance.MISSED
    )
    return Occurrence.objects.filter(
        Exists(booked.filter(family=OuterRef(OuterRef("newcomer")))),
        Exists(booked.filter(family=OuterRef(OuterRef("buddy")))),
        cancelled_at=None,
        ends_at__gt=OuterRef("both_at"),
    )


def remind_coordinators(at: datetime | None = None) -> None:
    """Once a week, with nothing but a number, while families wait too long."""
    at = at or clock.now()
    if not waiting_too_long(at).exists():
        return
    coordinators = User.objects.filter(roles__contains=[Role.COORDINATOR], is_active=True)
    monday = clock.local(at).date() - timedelta(days=clock.local(at).weekday())
    post_many("faces_waiting", ((one, one) for one in coordinators), due=clock.at(monday, REMIND_AT))
