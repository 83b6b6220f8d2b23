"""Eight weeks behind and six ahead, told through the services with the clock set back (DESIGN: demo data is made)."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from families.models import Family
from families.services import buddies
from families.services.details import ChildDetails, FamilyDetails
from families.services.registration import quick_family, register
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.portal.seed import people, places
from sessions.models import Attendance, Booking, BookingState, Occurrence, OccurrenceQuerySet, Programme
from sessions.services import booking, cancelling, timetable
from sessions.services import register as door

WEEKS_AHEAD = 6
SHARE_THAT_COMES = 0.86
DICE = random.Random()  # noqa: S311  every telling seeds it, so that it is the same demo whatever was told before


def account(person: people.Person) -> User:
    """A sign-in for one of the nine."""
    user = User.objects.create_user(person.email, name=person.name, roles=[str(role) for role in person.roles])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def tell(*, families: int, weeks: int) -> None:
    """The whole story of the groups; either all of it is there afterwards or none."""
    DICE.seed(1)
    now = clock.now()
    with clock.stopped_at(now - timedelta(weeks=weeks + 4)):
        cast = {person.email: account(person) for person in people.PEOPLE}
        carol, sam = cast[people.CAROL.email], cast[people.SAM.email]
        programmes = places.open_groups(leaders=(carol, sam), today=clock.local(now).date())
        for programme in programmes:
            first = clock.local(now).date() - timedelta(weeks=weeks)
            timetable.make_occurrences(programme, since=first, until=first + timedelta(weeks=weeks + WEEKS_AHEAD))
    households = list(join(families, weeks, now, carol))
    amina, grace, tom = (own_family(cast[person.email], person, now) for person in OWN)
    play_the_past([grace, *households], now, carol)
    tuesday = next_tuesday(programmes, now)
    with clock.stopped_at(now - timedelta(days=2)):
        book_all([amina, grace], tuesday, carol)
    book_ahead(households, tuesday, now, carol)
    with clock.stopped_at(now - timedelta(hours=20)):
        book_all([tom, *households[:4]], tuesday, carol, wait=True)
    make_room_for(tom, tuesday, carol)
    introduce(households, amina, carol, now)
    call_off(programmes[1], now, carol)
    delivery.sweep()


def born(months: int, on: date) -> date:
    """A birthday that makes a child so many months old."""
    return on - timedelta(days=round(months * 30.44) + DICE.randrange(28))


def children_of(spec: str, on: date) -> tuple[ChildDetails, ...]:
    """Children from `Zofia:33,Jan:9`."""
    found = [child.split(":") for child in spec.split(",")]
    return tuple(
        ChildDetails(
            first_name=name,
            born_on=born(int(months), on),
            allergies=people.ALLERGIES.get(name, ("", ""))[0],
            allergy_action=people.ALLERGIES.get(name, ("", ""))[1],
        )
        for name, months in found
    )


@transaction.atomic
def go_on(*, families: int, weeks: int) -> None:
    """More families in a demo that is there already: they join, come to what has been, and book what is ahead."""
    DICE.seed(2)
    now, carol = clock.now(), User.objects.get(email=people.CAROL.email)
    households = list(join(families, weeks, now, carol, first=Family.objects.count()))
    play_the_past(households, now, carol)
    book_later(households, Occurrence.objects.upcoming(now), now, carol)
    delivery.sweep()


def join(count: int, weeks: int, now: datetime, carol: User, *, first: int = 0) -> Iterator[Family]:
    """Families of every shape, most a while ago and the last few this week; every ninth had help with the form."""
    today = clock.local(now).date()
    for n in range(first, first + count):
        name, children, languages, outcode = people.FAMILIES[n % len(people.FAMILIES)]
        number = n // len(people.FAMILIES)
        days_ago = 7 * (weeks + 2) - round((n - first) * 7 * (weeks + 2) / count)
        details = FamilyDetails(
            name=f"{name} {number + 1}" if number else name,
            phone=f"07700 900{100 + n % 900:03d}",
            outcode=outcode,
            children=children_of(children, today),
            languages=tuple(languages.split(",")),
            friendly_face=n % 11 == 7,
            heard_from=(DICE.choice(["friend", "health_visitor", "poster", "library", "web"]),),
        )
        with clock.stopped_at(now - timedelta(days=max(days_ago, 1))):
            if n % 9 == 4:
                yield quick_family(name=details.name, phone=details.phone, children=details.children, by=carol)
                continue
            user = User.objects.create_user(f"family{n}@demo.example", name=details.name)
            yield register(details, by=user)


OWN = {
    people.AMINA: ("Zain:30,Noor:7", 3, ("Arabic", "English")),
    people.GRACE: ("Ada:28", 80, ("English", "Arabic")),
    people.TOM: ("Jack:25,Erin:25", 20, ("English",)),
}
"""Children, days since joining, languages of the three parents you can be."""


NAMES = [person.name for person in OWN]


def own_family(user: User, person: people.Person, now: datetime) -> Family:
    """The household of somebody you can be."""
    children, days_ago, languages = OWN[person]
    details = FamilyDetails(
        name=person.name,
        phone="07700 900001",
        outcode="BS5",
        children=children_of(children, clock.local(now).date()),
        languages=languages,
        friendly_face=person is people.AMINA,
    )
    with clock.stopped_at(now - timedelta(days=days_ago)):
        family = register(details, by=user)
    if person is people.GRACE:
        Family.objects.filter(pk=family.pk).update(offers_friendly_face=True, buddies_at_once=2)
    return family


def party_for(family: Family, programme: Programme, day: date) -> dict[str, Any]:
    """Those of a family who are the right age, with one adult."""
    ages = range(programme.from_months, programme.to_months)
    suits = [child for child in family.children.all() if child.age_in_months(day) in ages]
    return {"children": suits, "adults": list(family.carers.all()[:1])}


def try_booking(family: Family, occurrence: Occurrence, by: User, *, wait: bool = False) -> Booking | None:
    """A booking, or nothing when the rules say no."""
    party = party_for(family, occurrence.programme, occurrence.day)
    if not party["children"]:
        return None
    try:
        return booking.book(occurrence, family, by=by, contact=party["adults"][0], wait=wait, **party)
    except Refused:
        return None


def someone_of(family: Family, staff: User) -> User:
    """Who presses the button for a family."""
    carer = family.carers.select_related("user").first()
    return carer.user if carer and carer.user else staff


def play_the_past(families: list[Family], now: datetime, carol: User) -> None:
    """Bookings, letters and registers of the weeks behind us, in their order."""
    past = Occurrence.objects.filter(ends_at__lt=now).select_related("programme__venue", "venue").order_by("starts_at")
    for occurrence in past:
        there = [family for family in families if family.joined_at < occurrence.starts_at]
        with clock.stopped_at(occurrence.starts_at - timedelta(days=2, hours=DICE.randrange(12))):
            made = book_all(DICE.sample(there, k=min(len(there), DICE.randrange(8, 16))), occurrence, carol)
        with clock.stopped_at(occurrence.starts_at - timedelta(hours=12)):
            delivery.sweep()
        tick_in([row for row in made if row.state == BookingState.BOOKED], occurrence, carol)


def book_all(families: list[Family], occurrence: Occurrence, carol: User, *, wait: bool = False) -> list[Booking]:
    """Those bookings that the rules allow."""
    tried = [try_booking(family, occurrence, someone_of(family, carol), wait=wait) for family in families]
    return [row for row in tried if row]


def tick_in(bookings: list[Booking], occurrence: Occurrence, carol: User) -> None:
    """Most come; some don't."""
    for row in bookings:
        with clock.stopped_at(occurrence.starts_at + timedelta(minutes=DICE.randrange(35))):
            came = DICE.random() < SHARE_THAT_COMES
            door.mark(row, Attendance.CAME if came else Attendance.MISSED, by=carol)


def book_ahead(households: list[Family], tuesday: Occurrence, now: datetime, carol: User) -> None:
    """The weeks ahead: the next Tuesday is full, the later sessions fill up slowly."""
    with clock.stopped_at(now - timedelta(days=1)):
        book_all(households, tuesday, carol)
    book_later(households, Occurrence.objects.upcoming(now).exclude(pk=tuesday.pk), now, carol)


def book_later(households: list[Family], ahead: OccurrenceQuerySet, now: datetime, carol: User) -> None:
    """The nearer a session, the more have booked."""
    for occurrence in ahead.filter(starts_at__gt=now).in_order():
        keen = max(2, 14 - (occurrence.starts_at - now).days // 3)
        with clock.stopped_at(now - timedelta(hours=DICE.randrange(2, 60))):
            book_all(DICE.sample(households, k=min(len(households), keen)), occurrence, carol)


def next_tuesday(programmes: list[Programme], now: datetime) -> Occurrence:
    """The session that Amina comes to for the first time."""
    ahead = programmes[0].occurrences.upcoming(now).filter(starts_at__gt=now + timedelta(hours=12))
    return ahead.select_related("programme__venue", "venue").earliest("starts_at")


def make_room_for(tom: Family, tuesday: Occurrence, carol: User) -> None:
    """Families give their places up until the list's first household, Tom's, is offered what is free."""
    mine = tuesday.bookings.get(family=tom)
    if mine.state != BookingState.WAITING:
        return
    others = tuesday.bookings.filter(state=BookingState.BOOKED).exclude(family__carers__user__name__in=NAMES)
    for row in others.order_by("-pk")[:4]:
        booking.give_up(row, by=someone_of(row.family, carol))
        mine.refresh_from_db()
        if mine.state == BookingState.OFFERED:
            return


def introduce(households: list[Family], amina: Family, carol: User, now: datetime) -> None:
    """Some families walk in with newcomers; one pair has said yes twice, one is being asked. Amina still waits."""
    settled = Family.objects.filter(bookings__attendance=Attendance.CAME, wants_friendly_face=False).distinct()
    Family.objects.filter(pk__in=list(settled.order_by("pk").values_list("pk", flat=True)[::4])).update(
        offers_friendly_face=True
    )
    shy = [family for family in households if family.wants_friendly_face]
    willing = Family.objects.filter(offers_friendly_face=True).exclude(carers__user__name__in=NAMES).order_by("pk")
    for days_ago, (newcomer, buddy) in zip((9, 1), zip(shy, willing, strict=False), strict=False):
        with clock.stopped_at(now - timedelta(days=days_ago)):
            pair = buddies.propose(newcomer, buddy, by=carol)
            if days_ago > 1:
                buddies.agree(pair, by=carol, said_by=newcomer)
                buddies.agree(pair, by=carol, said_by=buddy)


def call_off(programme: Programme, now: datetime, carol: User) -> None:
    """One session in the third week ahead is off, and everybody has been told why."""
    off = programme.occurrences.filter(starts_at__gt=now + timedelta(weeks=3)).earliest("starts_at")
    cancelling.cancel(off, "The library is closed for its new floor.", by=carol)


def helpers() -> list[User]:
    """Dev and the other volunteers."""
    dev = User.objects.get(email=people.DEV.email)
    others = [
        User.objects.create_user(f"helper{n}@demo.example", name=name, roles=[Role.VOLUNTEER])
        for n, name in enumerate(people.SPARE_HELPERS)
    ]
    return [dev, *others]
