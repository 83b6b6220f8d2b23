"""News from the sessions room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest

from families.models import Family
from groupsite.accounts.models import User
from sessions.models import Booking, Occurrence
from sessions.signals import (
    beside_booking,
    booking_ended,
    dates_taken_back,
    household_booked,
    occurrence_brought_back,
    occurrences_cancelled,
    occurrences_moved,
    who_else,
    who_helps,
)
from sessions.words import Aside
from signposting.models import Service
from signposting.signals import beside_entry
from volunteers import moving
from volunteers.models import Story, Walk
from volunteers.pages.walks import walks_beside
from volunteers.queries import stories
from volunteers.queries.arrivals import card_worded
from volunteers.queries.today import helping_at
from volunteers.services import arrivals, calling_off, walks
from volunteers.views.arrivals import CAME_BY


@receiver(occurrences_cancelled)
def stand_down_the_rota(sender: Any, occurrences: Sequence[Occurrence], by: User | None, **kwargs: Any) -> None:
    """Sessions that do not run need nobody."""
    calling_off.stand_down(occurrences, by=by)
    walks.off(Walk.objects.filter(occurrence__in=occurrences))


@receiver(occurrence_brought_back)
def ask_the_rota_again(
    sender: Any, occurrence: Occurrence, off_since: datetime, by: User | None, **kwargs: Any
) -> None:
    """A session that is on after all needs its helpers again; whoever was to be met on the way there is not."""
    calling_off.ask_again(occurrence, off_since=off_since, by=by)
    walks.are_off_still(occurrence, off_since=off_since)


@receiver(dates_taken_back)
def keep_what_is_promised(sender: Any, occurrences: Sequence[Occurrence], **kwargs: Any) -> None:
    """Dates on which somebody has promised to help stay; Refused says so."""
    calling_off.check_nobody_promised(occurrences)


@receiver(occurrences_moved)
def move_the_rota(sender: Any, occurrences: Sequence[Occurrence], by: User | None, **kwargs: Any) -> None:
    """Shifts go where their sessions go."""
    moving.follow(occurrences, by=by)
    walks.moved(occurrences)


@receiver(who_else)
def count_helpers(sender: Any, occurrences: Sequence[Occurrence], **kwargs: Any) -> dict[str, int]:
    """How many have promised to help, and how many of them are elsewhere at the new time; or had, before it was off."""
    off = [each for each in occurrences if each.cancelled_at]
    if off:
        return {"helpers": calling_off.who_stood_down(off)}
    return moving.helpers_of(occurrences)


@receiver(who_helps)
def promised_to_help(sender: Any, sessions: Sequence[int], **kwargs: Any) -> dict[int, int]:
    """How many people come to help at each."""
    return helping_at(sessions)


@receiver(booking_ended)
def nobody_waits_at_the_corner(sender: Any, booking: Booking, **kwargs: Any) -> None:
    """A family that does not come is met by nobody."""
    walks.off(Walk.objects.filter(booking=booking))


@receiver(household_booked)
def where_they_came_from(sender: Any, family: Family, request: HttpRequest, **kwargs: Any) -> None:
    """A first booking is counted for the card that led here, if they said yes to that."""
    arrivals.note(family, card_worded(request.get_signed_cookie(CAME_BY, "") or ""))


@receiver(beside_entry)
def what_parents_say(sender: Any, service: Service, **kwargs: Any) -> list[Story]:
    """Stories that their authors let us show there."""
    return stories.beside(service)


@receiver(beside_booking)
def company(sender: Any, booking: Booking, user: Any, **kwargs: Any) -> list[Aside]:
    """To a first session somebody may come with them; shown where champions offer it."""
    return walks_beside(booking, user)
