"""A course that is drawn: in one place it has begun and its draw can be looked at, in the other families ask now."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import transaction

from families.models import Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.portal.seed import people, story
from sessions.models import BookingState, Enrolment, Programme, Venue
from sessions.services import courses, doors, groups, opening, timetable
from sessions.services.places import Ask

SEED = "c0a57e5f1e1d5eed"
WEEKS = 5
DRUMS = {
    "kind": Programme.Kind.COURSE,
    "name": "First Drums",
    "summary": "Five weeks of drums, rattles and songs with hands. You learn as much as they do.",
    "starts": time(15, 30),
    "ends": time(16, 15),
    "from_months": 6,
    "to_months": 48,
    "heads_limit": 12,
    "helpers": 2,
    "expect": "We sit in a ring. Nobody has to drum: listening is joining in.",
    "bring": "Nothing. Every drum has been chewed before.",
}
BY_DRAW = {
    "doors": "draw",
    "settles_days_before": 4,
    "opens_days_before": 42,
    "opens_on": None,
    "opens_from": None,
    "closes_hours_before": 0,
}


@transaction.atomic
def tell() -> None:
    """Eight asked where five fit, and some missed out. They ask again in the other place, and so does Grace."""
    carol, today = User.objects.get(email=people.CAROL.email), clock.today()
    library, hall = Venue.objects.get(name="Easton Library"), Venue.objects.order_by("pk")[0]
    households = [each for each in _households() if not _is_one_of(each, story.OWN)]
    begun = _course(library, today - timedelta(days=8), None, carol)
    _drawn(begun, households[:8], carol)
    missed = [each.family for each in begun.enrolments.filter(state=BookingState.WAITING)]
    coming = _course(hall, today + timedelta(days=11), begun, carol)
    grace = next(each for each in _households() if _is_one_of(each, [people.GRACE]))
    with clock.stopped_at(clock.now() - timedelta(hours=3)):
        _ask([*missed, *households[8:12], grace], coming, carol)


def _households() -> list[Family]:
    return list(Family.objects.filter(merged_into=None, left_at=None).order_by("pk"))


def _is_one_of(family: Family, persons: Iterable[people.Person]) -> bool:
    known = {person.email for person in persons}
    return any(carer.email in known for carer in family.carers.all())


def _course(hall: Venue, first: date, like: Programme | None, carol: User) -> Programme:
    last = first + timedelta(weeks=WEEKS - 1)
    values = {"venue": hall, "first_day": first, "last_day": last, "weekday": first.weekday(), "goes_with": like}
    programme = Programme()
    with clock.stopped_at(clock.at(first - timedelta(days=40), time(9))):
        groups.save_group(programme, DRUMS | values, bands=[], leaders=[carol], by=carol)
        opening.set_opening(programme, BY_DRAW, by=carol)
        timetable.make_occurrences(programme, since=first, until=last)
    return programme


def _ask(families: Iterable[Family], course: Programme, carol: User) -> list[Enrolment]:
    return [row for family in families if (row := _try(family, course, carol))]


def _try(family: Family, course: Programme, carol: User) -> Enrolment | None:
    party = story.party_for(family, course, course.first_day or clock.today())
    if not party["children"]:
        return None
    try:
        return courses.enrol(course, Ask(family, **party), by=story.someone_of(family, carol))
    except Refused:  # a child of theirs comes from its other home
        return None


def _drawn(course: Programme, families: list[Family], carol: User) -> None:
    """Drawn at midday four days before; those who got in came to the first two dates."""
    first, second, *_others = course.occurrences.select_related("programme__venue", "venue").order_by("day")
    with clock.stopped_at(first.starts_at - timedelta(days=9)):
        _ask(families, course, carol)
    with clock.stopped_at(clock.at(first.day - timedelta(days=4), time(12, 1))):
        doors.settle(first, seed=SEED)
    for date_ in (first, second):
        there = date_.bookings.filter(state=BookingState.BOOKED).select_related("occurrence__programme__venue")
        story.tick_in(list(there), date_, carol)
