"""Data for load drivers from outside: made through the models, so that a hundred thousand rows take seconds."""

import zlib
from collections import Counter
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from families.models import Carer, Child, Family, Home
from families.services.finding import refresh
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import (
    HOLDING,
    Attendance,
    Booking,
    BookingState,
    Occurrence,
    PartyMember,
    Programme,
    Totals,
    Venue,
)
from sessions.services.timetable import make_occurrences
from signposting.familyhub import schedules
from signposting.familyhub.normalise import record
from signposting.models import Service
from volunteers.models import Shift, Signup

PASSWORD = "a-long-walk-to-the-hall"  # noqa: S105  every one of these people has it, and none of them is real
Made = dict[str, Any]


def users(stem: str, count: int, *roles: str) -> list[User]:
    """So many people with the one password, numbered on from those there already."""
    first = User.objects.filter(email__startswith=f"{stem}-").count() + 1
    secret = make_password(PASSWORD)
    made = User.objects.bulk_create(
        User(email=f"{stem}-{n}@measure.example", name=f"{stem.title()} {n}", roles=list(roles), password=secret)
        for n in range(first, first + count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    return made


def households(parents: list[User]) -> list[Family]:
    """One child, eighteen months old, and one adult each."""
    today = clock.today()
    families = Family.objects.bulk_create(Family(outcode="BS5") for _ in parents)
    children = Child.objects.bulk_create(
        Child(first_name=f"Child {n}", born_on=today - timedelta(days=548)) for n, _ in enumerate(parents)
    )
    pairs = list(zip(families, parents, children, strict=True))
    Home.objects.bulk_create(Home(child=child, family=family) for family, _, child in pairs)
    Carer.objects.bulk_create(
        Carer(family=family, user=user, name=user.name, email=user.email, is_main=True) for family, user, _ in pairs
    )
    refresh(families)
    return families


def people(count: int) -> Made:
    """N parents with a child, and N volunteers who may take shifts."""
    parents = users("parent", count, Role.PARENT)
    households(parents)
    volunteers = users("volunteer", count, Role.VOLUNTEER)
    return {
        "password": PASSWORD,
        "parents": [user.email for user in parents],
        "volunteers": [user.email for user in volunteers],
    }


def occurrence(name: str, day: date, *, households: int) -> Occurrence:
    """A session with places for so many households, and a hall that is large enough for any of them."""
    roomy = households * 6 + 20
    venue = Venue.objects.create(name=f"Hall for {name}", address="1 Hall Road", postcode="BS5 6JH", fire_limit=roomy)
    programme = Programme.objects.create(
        name=name, summary="Made for measuring.", venue=venue, weekday=day.weekday(), starts=time(9, 30),
        ends=time(11, 0), heads_limit=roomy, families_limit=households,
    )  # fmt: skip
    make_occurrences(programme, since=day, until=day)
    return programme.occurrences.get()


def session(count: int) -> Made:
    """A bookable session with places for N households."""
    row = occurrence(f"Session for {count}", clock.today() + timedelta(days=7), households=count)
    return {"id": str(row.code), "url": reverse("sessions:session", args=[row.code]), "places": count}


def register(count: int) -> Made:
    """Today's register of N booked families, and a leader who may open it at any hour."""
    row = occurrence(f"Register of {count}", clock.today(), households=count)
    leader = users("leader", 1, Role.LEADER, Role.COORDINATOR)[0]
    row.programme.leaders.add(leader)
    families = households(users("guest", count, Role.PARENT))
    bookings = Booking.objects.bulk_create(
        Booking(occurrence=row, family=family, state=BookingState.BOOKED) for family in families
    )
    carers = dict(Carer.objects.filter(family__in=families).values_list("family_id", "pk"))
    children = dict(Home.objects.filter(family__in=families).values_list("family_id", "child_id"))
    PartyMember.objects.bulk_create(
        PartyMember(booking=booking, occurrence=row, **who)
        for booking in bookings
        for who in ({"carer_id": carers[booking.family_id]}, {"child_id": children[booking.family_id]})
    )
    url = reverse("sessions:register", args=[row.code])
    return {"id": str(row.code), "url": url, "leader": leader.email, "password": PASSWORD, "families": count}


AT_ONE_SESSION, OF_ONE_FAMILY, GROUPS, BATCH = 20, 10, 100, 10_000


def history(count: int) -> Made:
    """N bookings of an adult and a child, one in ten missed: weekly in a hundred groups, for years."""
    sessions = _sessions_behind(-(-count // AT_ONE_SESSION))
    families = households(users("regular", max(AT_ONE_SESSION, count // OF_ONE_FAMILY), Role.PARENT))
    theirs = {family.pk: {"carer_id": 0, "child_id": 0} for family in families}
    for family, carer in Carer.objects.filter(family__in=families).values_list("family_id", "pk"):
        theirs[family]["carer_id"] = carer
    for family, child in Home.objects.filter(family__in=families).values_list("family_id", "child_id"):
        theirs[family]["child_id"] = child
    people = list(theirs.items())
    for first in range(0, count, BATCH):
        rows = range(first, min(first + BATCH, count))
        _came([(sessions[n // AT_ONE_SESSION], people[n % len(people)]) for n in rows])
    return {"bookings": count, "sessions": len(sessions), "families": len(families)}


def _sessions_behind(count: int) -> list[int]:
    """That many sessions that are over, spread over the groups; each group has a hall of its own."""
    weeks = -(-count // GROUPS)
    first = clock.today() - timedelta(weeks=weeks)
    for n in range(min(GROUPS, count)):
        row = occurrence(f"Group {n} of years", first + timedelta(days=n % 5), households=AT_ONE_SESSION)
        make_occurrences(row.programme, since=row.day, until=clock.today() - timedelta(days=1))
    made = Occurrence.objects.filter(programme__name__endswith="of years", ends_at__lt=clock.now())
    return list(made.order_by("-starts_at", "pk").values_list("pk", flat=True)[:count])


def _came(visits: list[tuple[int, tuple[int, dict[str, int]]]]) -> None:
    rows = Booking.objects.bulk_create(
        Booking(occurrence_id=it, family_id=who, state=BookingState.BOOKED, attendance=_came_or_missed(it, who))
        for it, (who, _) in visits
    )
    PartyMember.objects.bulk_create(
        PartyMember(booking=row, occurrence_id=row.occurrence_id, **{kind: pk})
        for row, (_, (_, them)) in zip(rows, visits, strict=True)
        for kind, pk in them.items()
    )
    _totals(rows)


def _came_or_missed(occurrence: int, family: int) -> str:
    """One visit in ten is missed, by no pattern."""
    return Attendance.MISSED if zlib.crc32(b"%d-%d" % (occurrence, family)) % 10 == 0 else Attendance.CAME


def _totals(visits: list[Booking]) -> None:
    """As if each register had closed."""
    came = Counter(row.occurrence_id for row in visits if row.attendance == Attendance.CAME)
    held = Counter(row.occurrence_id for row in visits)
    Totals.objects.bulk_create(
        Totals(occurrence_id=it, families=came[it], adults=came[it], children=came[it], missed=count - came[it])
        for it, count in held.items()
    )


def shift(row: Occurrence, role: str, how_many: int) -> Shift:
    """One need on the rota."""
    return Shift(occurrence=row, role=role, starts_at=row.starts_at, ends_at=row.ends_at, how_many=how_many)


def rota(count: int) -> Made:
    """N open shifts, two a day."""
    first = clock.today() + timedelta(days=1)
    days = [occurrence(f"Rota day {n}", first + timedelta(days=n % 50), households=20) for n in range((count + 1) // 2)]
    Shift.objects.bulk_create([shift(days[n // 2], ("Door", "Kitchen")[n % 2], 2) for n in range(count)])
    return {"url": reverse("volunteers:rota"), "shifts": count}


def slot(count: int) -> Made:
    """One shift with room for N volunteers."""
    row = occurrence(f"Slot for {count}", clock.today() + timedelta(days=9), households=20)
    made = shift(row, "Welcome", count)
    made.save()
    return {"id": str(made.code), "url": reverse("volunteers:rota"), "places": count}


SORTS = ("Toddler group", "Baby massage", "Rhyme time", "Food bank", "Breastfeeding support", "Dads' breakfast")
TOWNS = ("Easton", "Bedminster", "Horfield", "Knowle", "Southmead", "Fishponds")


def _told(n: int, sort: str, town: str) -> dict[str, Any]:
    """One in three is free, one in four has no place; days, hours, halls and needs go round."""
    code = f"BS{n % 16 + 1} {n % 8 + 1}AA"
    times = {"byday": schedules.DAYS[n % 7], "opens_at": f"{9 + n % 9:02}:00", "closes_at": f"{10 + n % 9:02}:30"}
    raw = {
        "name": f"{sort} in {town} {n}", "description": f"{sort} for families in {town}. Everybody is welcome.",
        "minimum_age": n % 3, "maximum_age": 5, "schedules": [times], "taxonomies": [{"name": sort}],
        "cost_options": [{"option": ("Free", "£2", "")[n % 3]}], "organization": {"name": f"{town} Trust"},
        "locations": [{"name": f"Hall {n % 50}", "city": town, "postal_code": code}] if n % 4 else [],
        "accessibility": [{"description": ("Step-free", "Parking", "")[n % 3]}],
    }  # fmt: skip
    return record(raw, at=clock.now()).facts


def directory(count: int) -> Made:
    """N services that parents can find."""
    now = clock.now()
    made = []
    for n in range(count):
        sort, town = SORTS[n % len(SORTS)], TOWNS[n // len(SORTS) % len(TOWNS)]
        row = Service(state=Service.State.LISTED, listed_at=now, verified_at=now)
        row.tell({**row.facts(), **_told(n, sort, town)})
        made.append(row)
    Service.objects.bulk_create(made, batch_size=1000)
    return {"url": reverse("signposting:directory"), "services": count}


MAKERS: dict[str, Callable[[int], Made]] = {
    "session": session,
    "register": register,
    "history": history,
    "rota": rota,
    "slot": slot,
    "directory": directory,
    "people": people,
}

COUNTS: dict[str, Callable[[str], int]] = {
    "session": lambda code: Booking.objects.filter(occurrence__code=code, state__in=HOLDING).count(),
    "register": lambda code: Booking.objects.filter(occurrence__code=code, attendance=Attendance.CAME).count(),
    "slot": lambda code: Signup.objects.promised().filter(shift__code=code).count(),
}
