"""Groups in which places are scarce: one draws, one opens on Thursday evenings; somebody waits and reads why."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import transaction

from families.models import Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people, story
from sessions.models import Booking, BookingState, Occurrence, Programme, Venue
from sessions.services import booking, doors, groups, opening, timetable

SEED = "5eed0f0a7de304a2"
A_DAY = timedelta(days=1)
SPLASH = {
    "name": "Splash and Sing",
    "summary": "Warm water in tubs, a song for every one, and towels from the radiator.",
    "starts": time(10, 0),
    "ends": time(11, 0),
    "from_months": 3,
    "heads_limit": 14,
    "helpers": 2,
    "expect": "Few tubs, so few families. Nobody minds who splashes whom.",
    "bring": "A swim nappy, and dry clothes for both of you.",
}
MUSIC = {
    "name": "Saturday Music",
    "summary": "Drums, shakers and a real piano, for those who work in the week.",
    "starts": time(10, 0),
    "ends": time(11, 0),
    "heads_limit": 12,
    "helpers": 2,
    "expect": "Loud at first, quiet at the end. Sit where you like.",
}
AS_IT_COMES = {
    "doors": "first",
    "settles_days_before": 3,
    "opens_days_before": 28,
    "opens_on": None,
    "opens_from": None,
    "closes_hours_before": 0,
}
SATURDAY = 5
BY_DRAW = AS_IT_COMES | {"doors": "draw"}
ON_THURSDAY = AS_IT_COMES | {"opens_days_before": 0, "opens_on": 3, "opens_from": time(19), "closes_hours_before": 2}


@transaction.atomic
def tell() -> None:
    """Splash and Sing was drawn some days ago and is open for asking again; Saturday Music opens on Thursday at 7pm."""
    carol = User.objects.get(email=people.CAROL.email)
    library = Venue.objects.get(name="Easton Library")
    families = list(Family.objects.filter(merged_into=None, left_at=None).order_by("pk"))
    amina = next(family for family in families if _is(family, people.AMINA))
    others = [family for family in families if not any(_is(family, person) for person in story.OWN)]
    _draws(_group(SPLASH, BY_DRAW, library, clock.today() - 2 * A_DAY, carol), [*others[:9], amina], carol)
    _waits(_group(MUSIC, ON_THURSDAY, library, _last_saturday(), carol), amina, others[9:], carol)


def _is(family: Family, person: people.Person) -> bool:
    return any(carer.email == person.email for carer in family.carers.all())


def _last_saturday() -> date:
    today = clock.today()
    return today - A_DAY * ((today.weekday() - SATURDAY) % 7)


def _group(fields: groups.Values, doors_: groups.Values, hall: Venue, first: date, carol: User) -> Programme:
    programme = Programme()
    values = fields | {"venue": hall, "weekday": first.weekday(), "first_day": first}
    with clock.stopped_at(clock.now() - 30 * A_DAY):
        groups.save_group(programme, values, bands=[], leaders=[carol], by=carol)
        opening.set_opening(programme, doors_, by=carol)
        timetable.make_occurrences(programme, since=first, until=first + 35 * A_DAY)
    return programme


def _draws(splash: Programme, families: list[Family], carol: User) -> None:
    """Ten asked for the date that has been, the computer drew, six parents came; three ask for the next one."""
    past, coming = splash.occurrences.select_related("programme__venue", "venue").order_by("day")[:2]
    with clock.stopped_at(past.starts_at - 6 * A_DAY):
        story.book_all(families, past, carol)
    with clock.stopped_at(clock.at(past.day - 3 * A_DAY, time(12, 1))):
        drawn = doors.settle(past, seed=SEED)
    story.tick_in([row for row in drawn if row.state == BookingState.BOOKED], past, carol)
    with clock.stopped_at(clock.now() - timedelta(hours=5)):
        story.book_all(families[6:], coming, carol)


def _waits(music: Programme, amina: Family, families: Iterable[Family], carol: User) -> None:
    """The next Saturday that is open is full. A place too small for Amina's three came free: the next two got it."""
    ahead = music.occurrences.upcoming().filter(starts_at__gt=clock.now()).order_by("day")
    saturday = next(each for each in ahead.select_related("programme__venue", "venue"))
    with clock.stopped_at(min(clock.now(), saturday.starts_at - timedelta(hours=36)) - timedelta(hours=1)):
        pairs = _pairs(families, saturday)
        for family in pairs[:5]:
            _staff_books(family, saturday, carol)
        for family in (amina, pairs[5]):
            _staff_books(family, saturday, carol)
        booking.give_up(Booking.objects.get(family=pairs[0], occurrence=saturday), by=carol)


def _pairs(families: Iterable[Family], saturday: Occurrence) -> list[Family]:
    """Six households of one adult with one child."""
    group, day = saturday.programme, saturday.day
    return [each for each in families if len(story.party_for(each, group, day)["children"]) == 1][:6]


def _staff_books(family: Family, saturday: Occurrence, carol: User) -> None:
    party = story.party_for(family, saturday.programme, saturday.day)
    booking.book(saturday, family, contact=party["adults"][0], by=carol, wait=True, by_staff=True, **party)
