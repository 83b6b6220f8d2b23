"""Take-up: who is on a course, how many came to each date, and how answers moved. Names, no telephone numbers."""

from typing import Any

from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery

from families.models import Carer
from sessions.models import HOLDING, LIVE, Attendance, BookingState, Enrolment, Interest, Invite, Occurrence, Programme

ENOUGH_ANSWERS = 3
"""Fewer would tell who said what."""
MOST_SHOWN = 200


def page(programme: Programme) -> dict[str, Any]:
    """A course as its leaders see it, with the same course in other places."""
    return {
        "programme": programme,
        "enrolments": enrolments_of(programme),
        "dates": dates_of(programme),
        "feelings": feelings_of(programme),
        "cohorts": cohorts_of(programme),
        "asked": Invite.objects.filter(programme=programme).aggregate(
            all=Count("pk"), yes=Count("pk", filter=Q(answer="yes")), no=Count("pk", filter=Q(answer="no"))
        ),
        "outcomes": outcomes_of(programme),
    }


def enrolments_of(programme: Programme) -> QuerySet[Enrolment, Any]:
    """Households on it or waiting, in their order, each with a name and how many dates they came to."""
    main = Carer.objects.filter(family=OuterRef("family")).order_by("-is_main", "pk")
    rows = Enrolment.objects.filter(programme=programme).live().select_related("contact")
    came = Count("bookings", filter=Q(bookings__attendance=Attendance.CAME))
    named = rows.annotate(called=Subquery(main.values("name")[:1]), came=came)
    return named.order_by(F("waiting_since").asc(nulls_first=True), "called", "pk")[:MOST_SHOWN]


def dates_of(programme: Programme) -> QuerySet[Occurrence, Any]:
    """Each date with how many households have a place and how many came."""
    return programme.occurrences.annotate(
        booked=Count("bookings", filter=Q(bookings__state__in=HOLDING)),
        came=Count("bookings", filter=Q(bookings__attendance=Attendance.CAME)),
    ).order_by("starts_at")


def feelings_of(programme: Programme) -> dict[str, Any] | None:
    """How all answers together moved, of those who gave both; nothing while they are few."""
    both = Enrolment.objects.filter(programme=programme, before__isnull=False, after__isnull=False)
    found = both.aggregate(
        n=Count("pk"), better=Count("pk", filter=Q(after__gt=F("before"))), was=Avg("before"), became=Avg("after")
    )
    return found if found["n"] >= ENOUGH_ANSWERS else None


def cohorts_of(programme: Programme) -> QuerySet[Programme, Any]:
    """The same course in other places and at other times, with how many are on each."""
    root = programme.goes_with_id or programme.pk
    same = Programme.objects.filter(Q(pk=root) | Q(goes_with=root), kind=programme.kind).exclude(pk=programme.pk)
    booked = Count("enrolments", filter=Q(enrolments__state=BookingState.BOOKED), distinct=True)
    waiting = Count("enrolments", filter=Q(enrolments__state=BookingState.WAITING), distinct=True)
    asked = Count("enrolments", filter=Q(enrolments__state=BookingState.ASKED), distinct=True)
    counted = same.select_related("venue").annotate(booked=booked, waiting=waiting, asked=asked)
    return counted.order_by("first_day", "pk")


def outcomes_of(programme: Programme) -> dict[str, int]:
    """Of those who were interested: how many took it up, and what became of it, in numbers."""
    said = Interest.objects.filter(programme=programme)
    taken = Q(carer__family__enrolments__programme=programme, carer__family__enrolments__state__in=LIVE)
    taken |= Q(carer__family__bookings__occurrence__programme=programme, carer__family__bookings__state__in=LIVE)
    counts: dict[str, Any] = {"said": Count("pk", filter=~Q(outcome=""), distinct=True)}
    counts |= {key: Count("pk", filter=Q(outcome=key), distinct=True) for key in ("used", "more", "work", "not_yet")}
    return said.aggregate(all=Count("pk", distinct=True), taken=Count("pk", filter=taken, distinct=True), **counts)
