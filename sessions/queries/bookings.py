"""The waiting list, first visits, and what a household has booked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from families.models import Carer, Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions import rules
from sessions.models import Attendance, Booking, BookingState, Occurrence, PartyMember, Programme
from sessions.queries.hearing import theirs


# -- The waiting list ------------------------------------------------------------------------------
def position(booking: Booking) -> int:
    """Which place in the queue: 1 is next."""
    ahead = Booking.objects.filter(occurrence_id=booking.occurrence_id).queue()
    earlier = Q(waiting_since__lt=booking.waiting_since) | Q(waiting_since=booking.waiting_since, pk__lt=booking.pk)
    return ahead.filter(earlier).count() + 1


def parties_of(bookings: Sequence[Booking], on: date) -> dict[int, rules.Party]:
    """The party of each booking as the rules see it, by one query."""
    heads = PartyMember.objects.filter(booking__in=bookings)
    ages: dict[int, list[int]] = {booking.pk: [] for booking in bookings}
    adults, helped = dict.fromkeys(ages, 0), set()
    for pk, born, due, language in heads.values_list(
        "booking_id", "child__born_on", "child__due_on", "carer__interpreter"
    ):
        if born := born or due:
            ages[pk].append(clock.age_in_months(born, on))
        else:
            adults[pk] += 1
            helped |= {pk} if language else set()
    return {pk: rules.Party(tuple(ages[pk]), adults[pk], interpreter=pk in helped) for pk in ages}


def asks(programme: Programme, family: Family, *, been: bool | None = None) -> bool:
    """While places are still to be given out: does this household ask and hear later? All for a draw; newcomers not.

    Has it `been` to something? Asked for only when nobody knows.
    """
    if programme.doors != Programme.Doors.NEWCOMERS:
        return programme.doors == Programme.Doors.DRAW
    return Booking.objects.filter(family=family, attendance=Attendance.CAME).exists() if been is None else been


def has_been(family: str) -> Exists:
    """Has a household come to anything? By the statement that reads it anyway; `family` is its name for it."""
    return Exists(Booking.objects.filter(family=OuterRef(family), attendance=Attendance.CAME))


def given_up_ahead(booking: Booking) -> list[Booking]:
    """What this household had on dates of the same group that are still to come, and has given back."""
    others = Booking.objects.filter(family=booking.family_id, occurrence__programme=booking.occurrence.programme_id)
    ahead = others.filter(state=BookingState.GIVEN_UP, occurrence__starts_at__gt=clock.now())
    shown = ahead.select_related("occurrence__programme__venue", "occurrence__venue", "appointment")
    return list(shown.order_by("pk"))


# -- First visits ---------------------------------------------------------------------------------
AN_EVENING = timedelta(hours=18)
"""The day of the reminder begins this long before it goes; on that day no second letter goes."""


def is_first_visit(booking: Booking) -> bool:
    """Has the family come to nothing yet, and is this the first it is booked for?"""
    others = Booking.objects.filter(family=booking.family_id).exclude(pk=booking.pk)
    came = Q(attendance=Attendance.CAME)
    sooner = Q(
        state=BookingState.BOOKED,
        attendance=Attendance.UNKNOWN,
        occurrence__cancelled_at=None,
        occurrence__starts_at__lt=booking.occurrence.starts_at,
        occurrence__ends_at__gte=clock.now(),
    )
    return not others.filter(came | sooner).exists()


def leader_of(occurrence: Occurrence) -> str:
    """The first name of whoever meets people at the door."""
    leader = occurrence.programme.leaders.order_by("pk").first()
    return leader.name.split()[0] if leader and leader.name else ""


def newcomers_between(after: datetime, before: datetime) -> QuerySet[Booking]:
    """Booked for a session that starts in between, by families who have never come to one."""
    came = Booking.objects.filter(family=OuterRef("family"), attendance=Attendance.CAME)
    soon = Booking.objects.filter(
        ~Exists(came),
        state=BookingState.BOOKED,
        occurrence__starts_at__gt=after,
        occurrence__starts_at__lte=before,
        occurrence__cancelled_at=None,
    )
    return soon.exclude(contact=None).select_related("occurrence", "contact").order_by("occurrence__starts_at", "pk")


# -- A person's own --------------------------------------------------------------------------------
def bookings_of(user: User, at: datetime | None = None) -> QuerySet[Booking]:
    """What this person's household has ahead: booked, offered or waiting, the soonest first; cancelled days too.

    `helped` is the name of the main carer where it is the household of somebody they help.
    """
    main = Carer.objects.filter(family=OuterRef("family"), is_main=True).exclude(
        family__in=Family.objects.for_user(user)
    )
    ahead = Booking.objects.for_user(user).live().filter(occurrence__ends_at__gte=at or clock.now())
    sooner = Q(enrolment=OuterRef("enrolment"), occurrence__starts_at__lt=OuterRef("occurrence__starts_at"))
    dates_before = Booking.objects.live().filter(sooner, occurrence__ends_at__gte=at or clock.now())
    ahead = ahead.exclude(Exists(dates_before))  # of a course, the next date
    ahead = ahead.annotate(helped=Subquery(main.values("name")[:1]))
    shown = ahead.select_related("occurrence__programme__venue", "occurrence__venue", "appointment")
    return shown.order_by("occurrence__starts_at", "pk")


def booked_together(booking: Booking) -> QuerySet[Booking]:
    """What a household still has of the dates it asked for with one form; the soonest first."""
    rows = Booking.objects.live().filter(family=booking.family_id, together=booking.together, together__isnull=False)
    return rows.select_related("occurrence__programme__venue", "occurrence__venue").order_by("occurrence__starts_at")


def called_off_with(booking: Booking) -> QuerySet[Booking]:
    """What a letter's reader had on the dates that were called off in the same act, of any group; the soonest first.

    One act calls all of its dates off at one instant.
    """
    assert booking.contact is not None
    rows = theirs(booking.contact).live().filter(family=booking.family_id)
    rows = rows.filter(occurrence__cancelled_at=booking.occurrence.cancelled_at)
    shown = rows.select_related("occurrence__programme__venue", "occurrence__venue", "appointment")
    return shown.order_by("occurrence__starts_at", "pk")


SHOWN_AFTER = timedelta(days=30)
MOST_IN_A_CALENDAR = 300


def booked_by(user: User, at: datetime | None = None) -> QuerySet[Booking]:
    """Places of this person's households from a month ago on, days that are off among them: for their calendar."""
    since = (at or clock.now()) - SHOWN_AFTER
    rows = Booking.objects.for_user(user).filter(state=BookingState.BOOKED, occurrence__starts_at__gte=since)
    shown = rows.select_related("occurrence__programme__venue", "occurrence__venue", "appointment")
    return shown.order_by("occurrence__starts_at", "pk")[:MOST_IN_A_CALENDAR]
