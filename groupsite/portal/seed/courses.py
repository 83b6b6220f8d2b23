"""The demo's course, trip, visits to look round and a small group whose places the leaders give."""

from datetime import date, time, timedelta
from typing import Any

from django.db import transaction

from families.models import Carer, Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people
from groupsite.portal.seed.story import party_for, someone_of
from sessions.forms.starters import from_topic, look_round
from sessions.models import Programme, Venue
from sessions.services import booking, courses, groups, inviting, learning, places, timetable
from sessions.services.places import Ask

FARM = {
    "kind": Programme.Kind.TRIP,
    "name": "A morning at the city farm",
    "summary": "We walk there together, meet the goats and have a picnic.",
    "rhythm": "once",
    "starts": time(10, 0),
    "ends": time(13, 0),
    "from_months": 6,
    "to_months": 60,
    "heads_limit": 40,
    "price_pence": 400,
    "helpers": 4,
    "play": "Goats, pigs and a tractor to climb on. The farm has a café and toilets with a changing table.",
    "bring": "Wellies. A coat. A picnic. Spare clothes: it is muddy. A buggy with big wheels, if you have one.",
    "weather": "We go in light rain. In heavy rain we stay in the hall and tell you by 8am.",
    "risks": (
        "We cross two roads: a helper stands at each crossing, and every child is in a buggy or holds a hand.\n"
        "Animals may nip and carry germs: we wash hands after touching them and before we eat.\n"
        "The pond has a fence: you stay with your child all the time, and we count heads every half hour.\n"
        "If you are expecting a baby, please ask your midwife about lambs before you come."
    ),
}
CIRCLE = {
    "name": "Tea and play",
    "summary": "A small group with songs, tea and time to talk.",
    "rhythm": "weekly",
    "starts": time(13, 0),
    "ends": time(14, 30),
    "heads_limit": 14,
    "helpers": 2,
    "by_invitation": True,
    "expect": "The same few families each week. You need not talk.",
}


@transaction.atomic
def tell() -> None:
    """Everything is ahead of us, so the demo's families have just booked it."""
    carol, today = User.objects.get(email=people.CAROL.email), clock.today()
    hall = Venue.objects.order_by("pk")[0]
    monday = today + timedelta(days=7 - today.weekday())
    households = _households()
    _first_aid(hall, monday + timedelta(days=3), households, carol)
    _farm(hall, monday + timedelta(days=19), households[3:9], carol)
    _tea(hall, monday + timedelta(days=2), households[9:13], carol)
    _look_round(today, carol)


def _households() -> list[Family]:
    rows = Family.objects.filter(carers__user__isnull=False, merged_into=None, left_at=None).distinct()
    return list(rows.exclude(carers__user__email__in=[person.email for person in people.PEOPLE]).order_by("pk")[:13])


def _open(programme: Programme, values: dict[str, Any], venue: Venue, first: date, carol: User) -> Programme:
    values = {"venue": venue, "first_day": first, "weekday": first.weekday()} | values
    groups.save_group(programme, values, bands=[], leaders=[carol], by=carol)
    timetable.open_dates([programme], by=carol)
    return programme


def _first_aid(hall: Venue, first: date, households: list[Family], carol: User) -> None:
    """Five parents are on it; Tom, who brings the twins, waits until there is room for three."""
    values = {
        "last_day": first + timedelta(weeks=3),
        "starts": time(19, 0),
        "ends": time(20, 30),
        "heads_limit": 8,
        "bring": "Nothing. Babies in arms are welcome.",
        "materials": "Print the choking card and hang it in your kitchen. In an emergency ring 999.",
    }
    course = _open(from_topic("first_aid"), values, hall, first, carol)
    for family in households[:5]:
        courses.enrol(course, Ask(family, [], list(family.carers.all()[:1])), by=someone_of(family, carol))
    tom = Carer.objects.get(user__email=people.TOM.email)
    twins = list(tom.family.children.order_by("pk"))
    courses.enrol(course, Ask(tom.family, twins, [tom], wait=True), by=someone_of(tom.family, carol))
    grace = Carer.objects.get(user__email=people.GRACE.email)
    learning.say(course, grace, interested=True, by=someone_of(grace.family, carol))


def _farm(hall: Venue, day: date, households: list[Family], carol: User) -> None:
    (trip,) = _open(Programme(), FARM, hall, day, carol).occurrences.all()
    *asked, last = households
    for family in asked:
        party = party_for(family, trip.programme, trip.day)
        if party["children"]:
            booking.book(trip, family, agreed=True, by=someone_of(family, carol), **party)
    party = party_for(last, trip.programme, trip.day)
    if party["children"]:  # booked by Carol, who forgot to ask: the register and their home say so
        places.take(trip, Ask(last, **party, by_staff=True), by=carol)


def _tea(hall: Venue, first: date, households: list[Family], carol: User) -> None:
    """Three families were asked; two have booked, one said not now."""
    circle = _open(Programme(), CIRCLE, hall, first, carol)
    session = circle.occurrences.earliest("starts_at")
    asked = [inviting.ask(circle, family, by=carol) for family in households]
    for invite in asked[:2]:
        person = someone_of(invite.family, carol)
        inviting.answer(invite, "yes", by=person)
        party = party_for(invite.family, circle, session.day)
        if party["children"]:
            booking.book(session, invite.family, by=person, **party)
    inviting.answer(asked[2], "no", by=someone_of(asked[2].family, carol))


def _look_round(today: date, carol: User) -> None:
    """Visits go with the first group, in its room and at its hours; their places are extra."""
    group = Programme.objects.filter(kind=Programme.Kind.GROUP).order_by("pk")[0]
    ahead = group.occurrences.filter(day__gt=today + timedelta(days=8)).earliest("day")
    values = {"rhythm": "once", "term_time": False, "first_day": ahead.day, "weekday": ahead.day.weekday()}
    _open(look_round(group), values, group.venue, ahead.day, carol)
