"""The demo's calendar: the term we are in, the next one with its half-term, an outdoor group, an open day."""

from datetime import date, time, timedelta

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people
from sessions.models import Programme, Term, Venue
from sessions.services import groups, timetable

A_WEEK = timedelta(weeks=1)
PARK = {
    "name": "Eastville Park",
    "address": "Fishponds Road, Bristol",
    "postcode": "BS5 6PZ",
    "fire_limit": 200,
    "finding_us": "By the big oak behind the swings. Look for the yellow flag.",
    "access": "Level paths. Toilets with changing table in the café, five minutes away.",
}
FOREST = {
    "name": "Forest Friends",
    "summary": "Mud, sticks and stories under the trees, for two-year-olds and their people.",
    "rhythm": "fortnightly",
    "starts": time(10, 0),
    "ends": time(11, 30),
    "from_months": 24,
    "to_months": 36,
    "heads_limit": 30,
    "helpers": 3,
    "term_time": True,
    "play": "Dens, mud kitchen, looking for small animals, a story and hot blackcurrant.",
    "bring": "Wellies. Waterproof trousers. A second pair of socks. A hat.",
    "weather": "We play in rain and cold. In a storm warning we call it off by 8am and write to you.",
}
OPEN_DAY = {
    "kind": Programme.Kind.OPEN_DAY,
    "name": "Open day",
    "summary": "Look round, meet the leaders, try the toys. Grandparents welcome.",
    "rhythm": "once",
    "starts": time(14, 0),
    "ends": time(16, 0),
    "heads_limit": 60,
    "helpers": 6,
    "expect": "Come when you like and leave when you like. There is cake.",
}
PARENTS_MEETING = {
    "kind": Programme.Kind.OPEN_DAY,
    "for_parents": True,
    "name": "Parents’ meeting",
    "summary": "What went well, what you would change, and what we try next term. Come by yourself if you can.",
    "rhythm": "once",
    "starts": time(19, 0),
    "ends": time(20, 30),
    "heads_limit": 30,
    "helpers": 2,
    "expect": "Tea, biscuits and an hour of talking. You need not say anything.",
}


def tell() -> None:
    """Two terms, one of them open; Carol opens the other one in the demo with one button."""
    carol, today = User.objects.get(email=people.CAROL.email), clock.today()
    Programme.objects.update(term_time=True)
    monday = today - timedelta(days=today.weekday())
    ours = _term("This term", monday - 8 * A_WEEK, monday + 7 * A_WEEK - timedelta(days=3), carol)
    _term("Next term", monday + 8 * A_WEEK, monday + 20 * A_WEEK - timedelta(days=3), carol)
    half = monday + 14 * A_WEEK
    groups.add_break({"name": "Half-term", "first_day": half, "last_day": half + timedelta(days=4)}, by=carol)
    park = Venue()
    groups.save_venue(park, PARK, by=carol)
    _group(FOREST, park, monday + timedelta(days=4), carol)
    timetable.open_term(ours, by=carol)
    hall = Venue.objects.exclude(pk=park.pk).order_by("pk")[0]
    open_day = _group(OPEN_DAY, hall, monday + 4 * A_WEEK + timedelta(days=5), carol)
    meeting = _group(PARENTS_MEETING, hall, monday + 2 * A_WEEK + timedelta(days=1), carol)
    timetable.open_dates([open_day, meeting], by=carol)


def _term(name: str, first: date, last: date, carol: User) -> Term:
    return groups.add_term({"name": name, "first_day": first, "last_day": last}, by=carol)


def _group(fields: groups.Values, venue: Venue, first: date, carol: User) -> Programme:
    programme = Programme()
    values = fields | {"venue": venue, "first_day": first, "weekday": first.weekday()}
    groups.save_group(programme, values, bands=[], leaders=[carol], by=carol)
    return programme
