"""Who has a place. Places are counted from rows, never kept (DESIGN, law 2)."""

from copy import copy
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from families.models import BuddyPair, Carer, Child, Family, Right, Say
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE
from sessions.models.timetable import NOTHING, Occurrence


class BookingState(models.TextChoices):
    """Where a household stands with one session."""

    ASKED = "asked", _("Asked for a place")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Offered a place")
    BOOKED = "booked", _("Booked")
    GIVEN_UP = "given_up", _("Given up")
    LAPSED = "lapsed", _("Offer ran out")


LISTED = [BookingState.ASKED, BookingState.WAITING]
"""States of a household that has no place yet: places are still to be given out, or it has a turn."""
LIVE = [*LISTED, BookingState.OFFERED, BookingState.BOOKED]
HOLDING = [BookingState.OFFERED, BookingState.BOOKED]
"""States whose party fills places: an offer holds its places."""


class Attendance(models.TextChoices):
    """Unknown until somebody says."""

    UNKNOWN = "unknown", _("Not known")
    CAME = "came", _("Came")
    MISSED = "missed", _("Did not come")


class Presence(models.TextChoices):
    """Where one person is, as the door has it."""

    HERE = "here", _("Here")
    AWAY = "away", _("Not here")
    LEFT = "left", _("Has left")


class BookingQuerySet(models.QuerySet["Booking"]):
    """Questions about bookings. Views start from `for_user`."""

    def for_user(self, user: models.Model) -> Self:
        """Bookings of their own household and of those they help, but for outings of children closed to them alone."""
        return self.filter(family__in=Family.objects.acted_for_by(user)).open_to(user)

    def open_to(self, user: models.Model) -> Self:
        """Without those to which only children come that the main carer has closed to this person."""
        return self._beyond(Right.objects.closing(user, Say.NONE))

    def open_to_carer(self, carer: Carer) -> Self:
        """The same for an adult of the household, who may have no sign-in."""
        return self._beyond(Right.objects.filter(carer=carer, say=Say.NONE))

    def _beyond(self, rights: models.QuerySet[Right]) -> Self:
        children = PartyMember.objects.filter(booking=OuterRef("pk"), child__isnull=False)
        closed = rights.values("child")
        shut, others = children.filter(child__in=closed), children.exclude(child__in=closed)
        return self.filter(~Exists(shut) | Exists(others))

    def live(self) -> Self:
        """Waiting, offered or booked."""
        return self.filter(state__in=LIVE)

    def holding(self) -> Self:
        """Filling places."""
        return self.filter(state__in=HOLDING)

    def queue(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(state=BookingState.WAITING).order_by("waiting_since", "pk")

    def with_newcomers(self) -> Self:
        """Marks families who have not come to anything before this session, as `is_newcomer`."""
        been = Booking.objects.filter(
            family=OuterRef("family"),
            attendance=Attendance.CAME,
            occurrence__starts_at__lt=OuterRef("occurrence__starts_at"),
        )
        return self.annotate(is_newcomer=~Exists(been))

    def with_buddies(self) -> Self:
        """Names whoever walks in with a family, once both have said yes, as `buddy`; none is nothing."""
        pairs = BuddyPair.objects.filter(newcomer=OuterRef("family"), state=BuddyPair.State.TOGETHER)
        names = pairs.filter(buddy__carers__is_main=True).order_by("pk").values("buddy__carers__name")
        return self.annotate(buddy=Subquery(names[:1]))


class Booking(Coded):
    """One family's party at one session: all of them or none (DESIGN, law 3)."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="bookings")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="bookings")
    state = models.CharField(max_length=10, choices=BookingState.choices)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(
        Carer, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Letters about it go to this carer."
    )
    enrolment = models.ForeignKey(
        "groupsessions.Enrolment", null=True, blank=True, on_delete=models.CASCADE, related_name="bookings"
    )
    submit_key = models.UUIDField(null=True, blank=True, help_text="Of the form it came with: sent twice, booked once.")
    together = models.UUIDField(null=True, blank=True, help_text="Of the form that booked several dates at once.")
    waiting_since = models.DateTimeField(null=True, blank=True)
    placed_at = models.DateTimeField(null=True, blank=True, help_text="When a place was first held for who waited.")
    passed_over = models.CharField(max_length=40, blank=True, help_text="The limit that kept it from the last offer.")
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    walk_in = models.BooleanField(default=False)
    override_why = models.CharField(max_length=200, blank=True, help_text="Why a leader went over one of the limits.")
    interpreter_booked = models.BooleanField(default=False, help_text="For a family that asked for one.")
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.UNKNOWN)
    arrived_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, help_text="Not here in time: others may have the places.")

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_live_booking_per_family", fields=["occurrence", "family"], condition=Q(state__in=LIVE)
            ),
            models.UniqueConstraint(name="a_form_books_once", fields=["family", "submit_key"]),
            models.CheckConstraint(
                name="an_offer_ends", condition=Q(offer_ends_at__isnull=False) | ~Q(state=BookingState.OFFERED)
            ),
            models.CheckConstraint(
                name="waiting_has_a_turn", condition=Q(waiting_since__isnull=False) | ~Q(state__in=LISTED)
            ),
            models.CheckConstraint(
                name="only_the_booked_come", condition=Q(attendance=Attendance.UNKNOWN) | Q(state=BookingState.BOOKED)
            ),
        ]
        indexes = [
            models.Index(name="bookings_of_a_session", fields=["occurrence", "state", "waiting_since"]),
            models.Index(name="bookings_of_a_family", fields=["family", "state"]),
            models.Index(name="visits_of_a_family", fields=["family"], condition=Q(attendance=Attendance.CAME)),
            models.Index(name="misses_of_a_family", fields=["family"], condition=Q(attendance=Attendance.MISSED)),
            models.Index(name="bookings_made_together", fields=["together"], condition=Q(together__isnull=False)),
            models.Index(name="asks_to_settle", fields=["occurrence"], condition=Q(state=BookingState.ASKED)),
            models.Index(name="offers_running_out", fields=["offer_ends_at"], condition=Q(state=BookingState.OFFERED)),
        ]

    class Personal:
        basis = "legitimate interests: running, safety"
        kept = "as the family; then counts only"
        whose = {"families.family": ("family",)}
        life = {"families.family": ("family", ("made_at", "arrived_at", "occurrence__starts_at"))}
        erase = {"family": DELETE, "made_by": None, "contact": None, "override_why": ""}
        keep = {
            *("id", "code", "occurrence", "state", "made_at", "submit_key", "together", "waiting_since"),
            *(
                "placed_at",
                "passed_over",
                "offer_ends_at",
                "ended_at",
                "walk_in",
                "interpreter_booked",
                "attendance",
                "arrived_at",
            ),
            *("released_at", "enrolment"),
        }

    def __str__(self) -> str:
        return f"Booking {self.pk} ({self.state})"

    @property
    def is_live(self) -> bool:
        """Waiting, offered or booked?"""
        return self.state in LIVE

    @property
    def is_unclaimed(self) -> bool:
        """A place of somebody who has not come, and that is still theirs?"""
        silent = self.state == BookingState.BOOKED and self.attendance == Attendance.UNKNOWN
        return silent and self.released_at is None

    @property
    def is_bookable(self) -> bool:
        """Is there still time to change it?"""
        return self.occurrence.cancelled_at is None and clock.now() < self.visit.starts_at

    @property
    def visit(self) -> Occurrence:
        """The session as this household comes to it: at a clinic, at its own time. To be read, never saved."""
        session, time = self.occurrence, self._time
        if time is None:
            return session
        own, later = copy(session), time.during.lower - session.starts_at
        own.starts_at, own.ends_at = time.during.lower, time.during.upper
        own.moved_from = session.moved_from and session.moved_from + later
        return own

    @property
    def sequence(self) -> int:
        """Rises with each change of the session, or of their own time, for calendars."""
        return self.occurrence.sequence + (self._time.changes if self._time else 0)

    @property
    def _time(self) -> Any:
        return getattr(self, "appointment", None) if self.occurrence.is_clinic else None


class PartyMember(models.Model):
    """One head of a party. `live` follows the booking: the database refuses a child two places at one session."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="party")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="heads")
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="outings")
    carer = models.ForeignKey(Carer, null=True, blank=True, on_delete=models.CASCADE, related_name="outings")
    live = models.BooleanField(default=True)
    presence = models.CharField(
        max_length=10, choices=Presence.choices, blank=True, help_text="Where it differs from the household's."
    )

    beside = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="The adult a child is with, once somebody has said so.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_child_is_beside_an_adult", condition=Q(beside=None) | Q(carer=None)),
            models.CheckConstraint(
                name="a_head_is_a_child_or_an_adult",
                condition=Q(child__isnull=False, carer=None) | Q(child=None, carer__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_live_place_per_child", fields=["occurrence", "child"], condition=Q(live=True)
            ),
            models.UniqueConstraint(
                name="one_live_place_per_carer", fields=["occurrence", "carer"], condition=Q(live=True)
            ),
        ]

    class Personal:
        basis = "legitimate interests: running, safety"
        kept = "as the family"
        whose = {"families.child": ("child",), "families.carer": ("carer",), "families.family": ("booking__family",)}
        erase = {"child": DELETE, "carer": DELETE}
        keep = {"id", "booking", "occurrence", "live", "presence", "beside"}

    def __str__(self) -> str:
        return str(self.child or self.carer)


class Totals(models.Model):
    """What is left of a session when the people on its register have gone: how many, and nobody in particular."""

    occurrence = models.OneToOneField(Occurrence, on_delete=models.CASCADE, related_name="totals")
    families = models.PositiveSmallIntegerField(default=0)
    adults = models.PositiveSmallIntegerField(default=0)
    children = models.PositiveSmallIntegerField(default=0)
    babies = models.PositiveSmallIntegerField(default=0, help_text="Of the children, those under one.")
    first_visits = models.PositiveSmallIntegerField(default=0)
    walk_ins = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0, help_text="Households that had a place and did not come.")
    forgotten = models.JSONField(default=dict, help_text="What households that have gone since had added.")
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "totals"

    class Personal:
        basis = "none: no personal data"
        kept = "for good"
        erase = NOTHING
        keep = {
            *("id", "occurrence", "families", "adults", "children", "babies", "first_visits", "walk_ins", "missed"),
            *("forgotten", "counted_at"),
        }

    def __str__(self) -> str:
        return f"{self.families} families on {self.occurrence}"
