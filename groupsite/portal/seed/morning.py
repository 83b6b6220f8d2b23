"""A session that is on whenever the demo is started, so that a leader finds an open register at any hour."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from families.models import Family
from families.services.household import add_adult
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people, story
from groupsite.portal.seed.helping import SMALL_JOBS
from sessions.forms.starters import look_round
from sessions.models import Attendance, Booking, BookingState, Occurrence, PartyMember, Presence, Programme, Venue
from sessions.services import groups, pairs, presses, timetable
from sessions.services import register as door
from volunteers.services import today

HOUSEHOLDS = 9
ENOUGH = timedelta(minutes=30)
"""A session that ends sooner is over before anybody has looked round."""
DROP_IN = {
    "name": "Drop-in",
    "summary": "Come in for an hour: toys on the floor, tea in the pot.",
    "rhythm": "once",
    "heads_limit": 45,
    "helpers": 2,
    "play": "Train set, dressing up, a song at the end.",
}


def tell() -> None:
    """Some have come, one with fewer than booked, one has left, somebody new was noted, others are expected.

    Told at each start of the demo when none is on: a demo of last week has an open register today, too.
    """
    now = clock.now()
    begins, ends = hours(now)
    if Occurrence.objects.filter(programme__name=DROP_IN["name"], ends_at__gte=min(now + ENOUGH, ends)).exists():
        return
    carol, sam = (User.objects.get(email=person.email) for person in (people.CAROL, people.SAM))
    with clock.stopped_at(begins - timedelta(days=2)):
        session = _session(begins, ends, carol, sam)
        households = Family.objects.exclude(carers__user__name__in=story.NAMES).order_by("-pk")[: HOUSEHOLDS * 2]
        _two_adults(list(households), carol)
        grace = Family.objects.filter(carers__user__email=people.GRACE.email)
        story.book_all([*list(households)[:HOUSEHOLDS], *grace], session, carol)
    booked = list(Booking.objects.filter(occurrence=session, state=BookingState.BOOKED).order_by("pk"))
    for n, row in enumerate(booked[: HOUSEHOLDS * 2 // 3]):
        with clock.stopped_at(begins + timedelta(minutes=n)):
            door.mark(row, Attendance.CAME, by=carol)
    with clock.stopped_at(begins + timedelta(minutes=12)):
        _split(booked, carol)
        _beside(booked, carol)
        noted = presses.Noted(uuid4(), "Gwen, Ivy", 2, clock.now())
        presses.note(session, [noted], by=carol)
        for what, where, minutes in SMALL_JOBS:
            today.post_job(session, what, by=carol, where=where, minutes=minutes)
    _look_round(session, list(households)[HOUSEHOLDS : HOUSEHOLDS + 1], carol, sam)


def hours(now: datetime) -> tuple[datetime, datetime]:
    """From a quarter of an hour ago, for two hours, and never over midnight."""
    day = clock.local(now).date()
    begins = max(now - timedelta(minutes=15), clock.at(day, time(0, 0)))
    begins = begins.replace(second=0, microsecond=0)
    return begins, min(begins + timedelta(hours=2), clock.at(day, time(23, 59)))


def _session(begins: datetime, ends: datetime, carol: User, sam: User) -> Occurrence:
    first = clock.local(begins)
    wall = {"starts": first.time(), "ends": clock.local(ends).time()}
    not_today = Programme.objects.filter(name=DROP_IN["name"]).exclude(occurrences__day=first.date())
    programme = not_today.first() or Programme()  # one date a day
    values = DROP_IN | wall | {"venue": Venue.objects.order_by("-fire_limit", "pk")[0]}
    return _today(programme, values, first.date(), carol, sam)


def _look_round(session: Occurrence, households: list[Family], carol: User, sam: User) -> None:
    """One family is looking round meanwhile: in a fire the list names them, too."""
    goes_with = session.programme
    not_today = Programme.objects.filter(goes_with=goes_with).exclude(occurrences__day=session.day)
    visit = look_round(goes_with)
    visit.pk = not_today.values_list("pk", flat=True).first()
    with clock.stopped_at(session.starts_at - timedelta(days=2)):
        tour = _today(visit, {"rhythm": "once"}, session.day, carol, sam)
        story.book_all(households, tour, carol)
    with clock.stopped_at(session.starts_at + timedelta(minutes=10)):
        for row in tour.bookings.filter(state=BookingState.BOOKED):
            door.mark(row, Attendance.CAME, by=carol)


def _today(programme: Programme, values: dict[str, Any], day: date, carol: User, sam: User) -> Occurrence:
    values = values | {"first_day": day, "weekday": day.weekday()}
    groups.save_group(programme, values, bands=[], leaders=[carol, sam], by=carol)
    timetable.make_occurrences(programme, since=day, until=day)  # on a bank holiday, too
    return programme.occurrences.select_related("programme__venue", "venue").latest("starts_at")


def _split(booked: list[Booking], carol: User) -> None:
    """One family came with a child fewer; another has gone home early."""
    children = PartyMember.objects.filter(booking=booked[0]).exclude(child=None).order_by("-pk")
    presses.say(booked[0], Presence.AWAY, head=children[0].pk, by=carol)
    presses.say(booked[1], Presence.LEFT, by=carol)


def _two_adults(households: list[Family], carol: User) -> None:
    """Two families come with a grandmother or a father, too."""
    for family, name in zip(households[2:4], ("Nana Joy", "Kofi"), strict=False):
        if not family.carers.filter(name=name).exists():
            add_adult(family, name=name, relationship="", by=carol)


def _beside(booked: list[Booking], carol: User) -> None:
    """Where two adults came: each child is beside one of them, and the second family's has gone to the car."""
    for row in booked[2:4]:
        heads = PartyMember.objects.filter(booking=row).order_by("-pk")
        child, adult = heads.exclude(child=None)[0].pk, heads.exclude(carer=None)[0].pk
        pairs.say_beside(row, child, adult, by=carol)
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        presses.say(row, Presence.LEFT, head=adult, by=carol)
