"""What runs, where, and on which dates."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded

NOTHING: dict[str, object] = {}


class Venue(Coded):
    """A hall. Its fire limit counts every head in the room: babies, adults, helpers."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8)
    fire_limit = models.PositiveSmallIntegerField(help_text=_("Most people in the room, babies and helpers included."))
    finding_us = models.TextField(blank=True, help_text=_("Which door, where to leave a buggy, parking, buses."))
    access = models.TextField(blank=True, help_text=_("Steps, toilets, changing, hearing loop."))

    class Personal:
        basis = "none: public facts"
        kept = "as long as it is true"
        erase = NOTHING
        keep = {"id", "code", "name", "address", "postcode", "fire_limit", "finding_us", "access"}

    def __str__(self) -> str:
        return self.name

    @property
    def geo(self) -> str:
        """Its address as a phone's map app opens it. We know no spot of it, so the app looks for the words."""
        return f"geo:0,0?q={quote(f'{self.name}, {self.address}, {self.postcode}')}"


class Programme(Coded):
    """What runs, week after week or once, at a wall time in London."""

    class Kind(models.TextChoices):
        """What it is to a family: what they book, and how."""

        GROUP = "group", _("A group: come when you like")
        COURSE = "course", _("A course: book once, come to every date")
        CLINIC = "clinic", _("A clinic: everybody has a time of their own")
        OPEN_DAY = "open_day", _("An open day or a get-together")
        TRIP = "trip", _("A trip or an outing")
        TASTER = "taster", _("A visit to look round, before a first session")

    class Weekday(models.IntegerChoices):
        """Days as Python counts them."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    class Rhythm(models.TextChoices):
        """How often it runs."""

        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every other week")
        MONTHLY = "monthly", _("Once a month, such as every first Tuesday")
        ONCE = "once", _("Only once")

    class Doors(models.TextChoices):
        """How places are given out (M4)."""

        FIRST_COME = "first", _("Whoever books first")
        NEWCOMERS = "newcomers", _("Newcomers first, then in the order of asking")
        DRAW = "draw", _("A draw among all who ask, with a better chance for newcomers and who missed out")

    class Nth(models.IntegerChoices):
        """Which of the month's Tuesdays."""

        FIRST = 1, _("First")
        SECOND = 2, _("Second")
        THIRD = 3, _("Third")
        FOURTH = 4, _("Fourth")
        LAST = 5, _("Last")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.GROUP)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=200)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="programmes")
    rhythm = models.CharField(max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    nth = models.PositiveSmallIntegerField(choices=Nth.choices, null=True, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    starts = models.TimeField()
    ends = models.TimeField()
    term_time = models.BooleanField(default=False, help_text=_("It runs in the terms that have been opened."))
    bank_holidays = models.BooleanField(default=False, help_text=_("It runs on bank holidays, too."))
    from_months = models.PositiveSmallIntegerField(default=0, help_text=_("Youngest age, in months."))
    to_months = models.PositiveSmallIntegerField(default=60, help_text=_("Children younger than this, in months."))
    heads_limit = models.PositiveSmallIntegerField(help_text=_("Most people in the room, babies and helpers included."))
    families_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    helpers = models.PositiveSmallIntegerField(default=2, help_text=_("Helpers in the room; they count as heads."))
    price_pence = models.PositiveSmallIntegerField(default=0, help_text=_("Per family; 0 is free."))
    play = models.TextField(blank=True, help_text=_("What we will play."))
    expect = models.TextField(blank=True, help_text=_("What to expect on a first visit."))
    bring = models.TextField(blank=True, help_text=_("What to bring."))
    weather = models.TextField(blank=True, help_text=_("Outdoors: in which weather it runs."))
    leaders = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="leads")
    opens_days_before = models.PositiveSmallIntegerField(default=60, help_text=_("Booking opens this long before."))
    opens_on = models.PositiveSmallIntegerField(
        choices=Weekday.choices,
        null=True,
        blank=True,
        help_text=_("The last such weekday that is at least so long before."),
    )
    opens_from = models.TimeField(null=True, blank=True, help_text=_("At this time; without one, when it starts."))
    closes_hours_before = models.PositiveSmallIntegerField(default=0, help_text=_("Booking closes this long before."))
    doors = models.CharField(max_length=10, choices=Doors.choices, default=Doors.FIRST_COME)
    settles_days_before = models.PositiveSmallIntegerField(
        default=3, help_text=_("Newcomers come first, or families ask for the draw, until midday so many days before.")
    )
    release_after = models.PositiveSmallIntegerField(
        default=10, help_text=_("Minutes after the start when a leader may pass on places of families not here.")
    )
    discreet = models.BooleanField(default=False, help_text=_("Letters leave the name out: others may see the screen."))
    frames = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, help_text="Sites that may show the list of dates."
    )
    goes_with = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companions",
        help_text="Visits to look round: that group. A course: the same one, first opened in another place.",
    )
    late_joining = models.BooleanField(default=False, help_text=_("Families may join a course that has begun."))
    for_parents = models.BooleanField(default=False, help_text=_("For parents to learn; they may come by themselves."))
    by_invitation = models.BooleanField(default=False, help_text=_("The leaders give the places."))
    risks = models.TextField(blank=True, help_text=_("A trip: what could go wrong, and what we do about it."))
    materials = models.TextField(blank=True, help_text=_("Families read this after they have come."))
    told_of = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], blank=True, help_text="News, as last told."
    )
    question = models.CharField(max_length=150, blank=True, help_text=_("Asked before a course and after it, 1 to 5."))

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_programme_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(name="an_age_range_runs_upwards", condition=Q(to_months__gt=F("from_months"))),
            models.CheckConstraint(
                name="a_rhythm_has_what_it_needs",
                condition=(~Q(rhythm="monthly") | Q(nth__isnull=False))
                & (~Q(rhythm__in=["fortnightly", "once"]) | Q(first_day__isnull=False)),
            ),
        ]

    class Personal:
        basis = "none: public facts"
        kept = "as long as it runs"
        erase = NOTHING
        keep = {
            *("id", "code", "kind", "name", "summary", "venue", "rhythm", "weekday", "nth", "first_day", "last_day"),
            *("starts", "ends", "term_time", "bank_holidays", "from_months", "to_months", "heads_limit"),
            *("families_limit", "helpers", "price_pence", "play", "expect", "bring", "weather"),
            *("opens_days_before", "opens_on", "opens_from", "closes_hours_before", "doors", "settles_days_before"),
            *("release_after", "discreet", "frames"),
            *("goes_with", "late_joining", "for_parents", "by_invitation", "risks", "materials", "question", "told_of"),
        }

    def __str__(self) -> str:
        return self.name


class Band(models.Model):
    """A limit on children of some ages, so that babies are not run over: under-ones at most eight, say."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="bands")
    name = models.CharField(max_length=40)
    from_months = models.PositiveSmallIntegerField()
    to_months = models.PositiveSmallIntegerField()
    limit = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["from_months"]
        constraints = [models.CheckConstraint(name="a_band_runs_upwards", condition=Q(to_months__gt=F("from_months")))]

    class Personal:
        basis = "none: public facts"
        kept = "as long as it runs"
        erase = NOTHING
        keep = {"id", "programme", "name", "from_months", "to_months", "limit"}

    def __str__(self) -> str:
        return self.name


class Term(Coded):
    """A stretch of weeks in which groups run, for the whole organisation. Opened, its dates are on What's on."""

    name = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="a_term_runs_forwards", condition=Q(last_day__gte=F("first_day"))),
        ]

    class Personal:
        basis = "none: public facts"
        kept = "for good"
        erase = NOTHING
        keep = {"id", "code", "name", "first_day", "last_day", "opened_at"}

    def __str__(self) -> str:
        return self.name


class Break(Coded):
    """Days on which no group runs: half-term; or none in one hall, the week it is painted."""

    name = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="Only in this hall."
    )

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="a_break_runs_forwards", condition=Q(last_day__gte=F("first_day"))),
        ]

    class Personal:
        basis = "none: public facts"
        kept = "for good"
        erase = NOTHING
        keep = {"id", "code", "name", "first_day", "last_day", "venue"}

    def __str__(self) -> str:
        return self.name


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Questions about dates."""

    def not_over(self, at: datetime | None = None) -> Self:
        """On now or ahead. A session ends on the day it begins: saying so spares the index by time all that is over."""
        now = at or clock.now()
        return self.filter(ends_at__gte=now, starts_at__gte=now - timedelta(days=1))

    def upcoming(self, at: datetime | None = None) -> Self:
        """Not over yet and not cancelled."""
        return self.not_over(at).filter(cancelled_at=None)

    def in_halls_of(self, occurrences: Iterable["Occurrence"]) -> Self:
        """All that is in the same halls on the same days: those that share a fire limit are among them."""
        rows, hall = list(occurrences), Coalesce("venue", "programme__venue")
        theirs = Occurrence.objects.filter(pk__in=[row.pk for row in rows]).annotate(hall=hall).values("hall")
        return self.on({row.day for row in rows} or {clock.today()}, theirs)

    def on(self, days: Collection[date], halls: "Iterable[int] | models.QuerySet[Occurrence, Any]") -> Self:
        """All that is in these halls on these days; on no day there is nothing."""
        if not days:
            return self.none()
        # the first line is for the index by time; the day is what counts
        around = self.filter(starts_at__gte=clock.at(min(days), time.min), starts_at__lte=clock.at(max(days), time.max))
        hall = Coalesce("venue", "programme__venue")
        return around.filter(day__in=days).annotate(hall=hall).filter(hall__in=halls)

    def in_order(self) -> Self:
        """By time, with what a list shows."""
        return self.select_related("programme__venue", "programme__clinic", "venue").order_by("starts_at", "pk")


class Occurrence(Coded):
    """One date of a programme; people call it a session. What is its own goes before what the programme says."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="occurrences")
    day = models.DateField()
    planned_on = models.DateField(null=True, blank=True, help_text="The day the rhythm gave; it may have moved since.")
    extra = models.BooleanField(
        default=False, db_default=False, help_text="Added by hand, or called off as the rhythm changed."
    )
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.SET_NULL, related_name="occurrences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    moved_from = models.DateTimeField(null=True, blank=True, help_text="When it began before it was last moved.")
    moved_at = models.DateTimeField(null=True, blank=True, help_text="When it was last moved, in time or to a hall.")
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Another hall, that day."
    )
    heads_limit = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Another limit, that day.")
    guests = models.PositiveSmallIntegerField(default=0, help_text="Heads of that day's visitors: the sum of its rows.")
    play = models.TextField(blank=True, help_text="What we will play that day.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, help_text="Rises with each change, for calendars.")

    objects = OccurrenceQuerySet.as_manager()

    begins_it: bool = False
    """Of a course: is it known to be the first date? Until some days before that one families ask for all of it."""
    course: Any = None
    """The whole course (`queries.courses.Course`) when all of it is held; none for a date that is held by itself."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_programme_runs_once_a_day", fields=["programme", "day"]),
            models.CheckConstraint(name="a_session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [
            models.Index(name="sessions_by_time", fields=["starts_at", "id"]),
            models.Index(name="sessions_not_over", fields=["ends_at"]),
            models.Index(name="sessions_ahead_of_a_group", fields=["programme", "ends_at"]),
        ]

    class Personal:
        basis = "none: public facts"
        kept = "as long as bookings point to it"
        erase = NOTHING
        keep = {
            *("id", "code", "programme", "day", "planned_on", "extra", "term", "starts_at", "ends_at", "moved_from"),
            *("moved_at", "venue", "heads_limit", "guests", "play", "cancelled_at", "cancelled_why", "sequence"),
        }

    def __str__(self) -> str:
        return f"{self.programme.name}, {self.day:%-d %B %Y}"

    @cached_property
    def beside(self) -> list["Occurrence"]:
        """Sessions in the same hall at the same hour. They share its fire limit."""
        return self.overlapping(Occurrence.objects.in_halls_of([self]).select_related("programme__venue", "venue"))

    def overlapping(self, others: Iterable["Occurrence"]) -> list["Occurrence"]:
        """Those of these sessions that run in its hall while it runs."""
        return [other for other in others if other.pk != self.pk and self._meets(other)]

    def _meets(self, other: "Occurrence") -> bool:
        same_hall = other.hall_id == self.hall_id and other.cancelled_at is None
        return same_hall and other.starts_at < self.ends_at and self.starts_at < other.ends_at

    @property
    def is_clinic(self) -> bool:
        """Has everybody a time of their own?"""
        return self.programme.kind == Programme.Kind.CLINIC

    @property
    def is_of_a_course(self) -> bool:
        """Does one take all of its dates, or none?"""
        return self.programme.kind == Programme.Kind.COURSE

    @property
    def hall_id(self) -> int:
        """The hall of that day, without asking for all of it."""
        return self.venue_id or self.programme.venue_id

    @property
    def place(self) -> Venue:
        """The hall of that day."""
        return self.venue or self.programme.venue

    @property
    def release_at(self) -> datetime:
        """From then on a leader may pass on the places of families who are not here."""
        return self.starts_at + timedelta(minutes=self.programme.release_after)

    @property
    def most_heads(self) -> int:
        """Most people in the room that day."""
        return self.programme.heads_limit if self.heads_limit is None else self.heads_limit

    @property
    def team(self) -> int:
        """Heads before anybody books: helpers, and the visitors of that day."""
        return self.programme.helpers + self.guests

    @property
    def games(self) -> str:
        """What we will play that day."""
        return self.play or self.programme.play

    @property
    def pattern_day(self) -> date:
        """The day that its programme's rhythm gave."""
        return self.planned_on or self.day
