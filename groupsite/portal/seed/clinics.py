"""The demo's clinics: a health visitor next week, a registrar at the library, twins with an interpreter, a 42nd day."""

from datetime import date, datetime, time, timedelta

from families.models import Child, Family
from families.rules.words import first_name
from families.services.details import ChildDetails, FamilyDetails, Needs
from families.services.registration import register
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people, places, story
from sessions.models import Occurrence, Programme, Venue
from sessions.pages.clinics import days
from sessions.services import appointments, booking, groups, timetable
from sessions.services.places import Ask

HEALTH_VISITOR = {
    "kind": "clinic",
    "name": "Health visitor’s clinic",
    "summary": "Feeding, sleep, growth, or how you are: a time with the health visitor, just for you.",
    "rhythm": "weekly",
    "starts": time(13, 0),
    "ends": time(15, 20),
    "to_months": 24,
    "heads_limit": 20,
    "helpers": 1,
    "discreet": True,
    "expect": "You sit down together in the small room. Undress your baby only if you would like to.",
    "bring": "The red book, a nappy and a blanket.",
}
MAUREEN = {
    "subject": "health_visitor",
    "run_by": "Maureen Hill, health visitor",
    "minutes": 20,
    "interpreter_minutes": 20,
    "desks": 2,
    "breaks": [[60, 80]],
}
REGISTRAR = {
    "kind": "clinic",
    "name": "Register a birth",
    "summary": "The registrar comes to the library. Everybody leaves with a certificate.",
    "rhythm": "fortnightly",
    "starts": time(9, 30),
    "ends": time(12, 30),
    "to_months": 12,
    "heads_limit": 20,
    "helpers": 2,
    "expect": "The registrar asks questions and writes. It takes half an hour for each baby.",
}
MR_OSEI = {
    "subject": "registrar",
    "run_by": "Kwame Osei, registrar",
    "minutes": 30,
    "interpreter_minutes": 15,
    "desks": 1,
    "breaks": [[90, 105]],
}
YUKI = ("Yuki Mori", "Ren", "Mio")
ROSA = ("Rosa Lima", "Luna")


def tell() -> None:
    """Both are open; some times are taken, one was given back, and whom the rules are about has a time too."""
    carol, today = User.objects.get(email=people.CAROL.email), clock.today()
    hall = Venue.objects.get(name=places.ST_MARKS["name"])
    library = Venue.objects.get(name=places.LIBRARY["name"])
    monday = today + timedelta(days=7 - today.weekday())
    visitor = _open(HEALTH_VISITOR, MAUREEN, hall, monday + timedelta(days=2), carol)
    registrar = _open(REGISTRAR, MR_OSEI, library, monday + timedelta(days=4), carol)
    _some_times_taken(visitor, carol)
    yuki = _newborn(*YUKI, days_old=16, language="ja")
    rosa = _newborn(*ROSA, days_old=33)
    first = registrar.occurrences.upcoming().in_order()[0]
    _take(first, yuki, 1, carol)
    _take(first, rosa, 0, carol)


def _open(fields: groups.Values, pace: groups.Values, venue: Venue, first: date, carol: User) -> Programme:
    programme = Programme()
    values = fields | {"venue": venue, "first_day": first, "weekday": first.weekday()}
    groups.save_group(programme, values, bands=[], leaders=[carol], by=carol)
    appointments.save_clinic(programme, pace, by=carol)
    timetable.open_dates([programme], by=carol)
    return programme


def _some_times_taken(visitor: Programme, carol: User) -> None:
    """By families with a baby; every third time or so, so that what is left looks like a real Tuesday."""
    date = visitor.occurrences.upcoming().in_order()[0]
    young = Child.objects.filter(born_on__gt=clock.today() - timedelta(days=700)).order_by("pk")
    families = Family.objects.filter(children__in=young).exclude(carers__user__name__in=story.NAMES).distinct()
    for number, family in enumerate(families.order_by("pk")[:7]):
        _take(date, family, number * 2 % 5, carol)


def _take(date: Occurrence, family: Family, which: int, carol: User) -> None:
    party = story.party_for(family, date.programme, date.day)
    free = days([date], Ask(family, **party).party(date.day))[0].slots
    if party["children"] and len(free) > which:
        by = story.someone_of(family, carol)
        booking.book(date, family, by=by, contact=party["adults"][0], time=free[which].starts, **party)


def _newborn(name: str, *babies: str, days_old: int, language: str = "") -> Family:
    """A family of last weeks; the name of its e-mail is the first name."""
    user = User.objects.create_user(f"{first_name(name).lower()}@demo.example", name=name)
    born = clock.today() - timedelta(days=days_old)
    children = tuple(ChildDetails(first_name=baby, born_on=born) for baby in babies)
    with clock.stopped_at(_days_ago(7)):
        details = FamilyDetails(
            name=name,
            phone=f"07700 9000{days_old:02d}",
            outcode="BS5",
            children=children,
            languages=(language or "en",),
            needs=Needs(interpreter=language),
        )
        return register(details, by=user)


def _days_ago(number: int) -> datetime:
    return clock.now() - timedelta(days=number)
