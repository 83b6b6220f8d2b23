"""“I’ll come with you”: a champion meets a family and brings them to their first session."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from sessions.models import Booking, BookingState, Occurrence


class EndedWhy(models.TextChoices):
    """Why nobody walks any more. Neither side is told who stopped it."""

    STOPPED = "stopped", _("One of the two stopped it")
    OFF = "off", _("The session or the booking is off")
    NOT_CLEARED = "not_cleared", _("The champion may not at the moment")
    DONE = "done", _("It is over, and somebody has said how it went")


class WalkQuerySet(models.QuerySet["Walk"]):
    """Questions about walks."""

    def live(self, at: datetime | None = None) -> Self:
        """Not ended, to a session that is to come and runs, by a family that is booked."""
        now = at or clock.now()
        booked = Q(booking=None) | Q(booking__state=BookingState.BOOKED)
        return self.filter(booked, ended_at=None, occurrence__starts_at__gt=now, occurrence__cancelled_at=None)

    def open(self) -> Self:
        """A family has asked, and nobody comes yet."""
        return self.live().filter(champion=None)

    def with_session(self) -> Self:
        """With what a page says of the session."""
        return self.select_related("occurrence__programme__venue", "occurrence__venue", "champion", "parent")


class Walk(Coded):
    """One family and one champion, to one session. Names are known to both once both have said yes, and not after."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="walks")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.CASCADE, related_name="walks")
    parent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="walks_asked"
    )
    champion = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="walks"
    )
    meeting = models.CharField(max_length=200, blank=True, help_text="Where and when they meet, in words.")
    wish = models.CharField(max_length=200, blank=True, help_text="What would suit the family better.")
    asked_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=12, blank=True, choices=EndedWhy.choices)
    went = models.BooleanField(null=True, blank=True, help_text="Did they come? Asked of the champion afterwards.")

    objects = WalkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_walk_a_booking", fields=["booking"], condition=Q(ended_at=None)),
            models.UniqueConstraint(
                name="a_champion_brings_one_family", fields=["champion", "occurrence"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="who_walks_has_agreed_on_a_place",
                condition=Q(agreed_at=None)
                | (Q(champion__isnull=False, booking__isnull=False, parent__isnull=False) & ~Q(meeting="")),
            ),
            models.CheckConstraint(
                name="a_walk_is_somebodys", condition=Q(champion__isnull=False) | Q(booking__isnull=False)
            ),
            models.CheckConstraint(
                name="an_ended_walk_says_why",
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
            ),
        ]
        indexes = [models.Index(name="walks_open", fields=["asked_at"], condition=Q(ended_at=None))]

    class Personal:
        basis = "consent of both"
        kept = "6 months after the session; it is about two people, and not in an export"
        told = False
        whose = {"accounts.user": ("parent", "champion")}
        terms = [Term(since=("occurrence__ends_at",), months=6)]
        erase = {"parent": DELETE, "champion": DELETE, "meeting": "", "wish": ""}
        keep = {"id", "code", "occurrence", "booking", "asked_at", "agreed_at", "ended_at", "ended_why", "went"}

    def __str__(self) -> str:
        return f"Walk {self.pk}"

    @property
    def is_agreed(self) -> bool:
        """Have both said yes, to somebody and to a place?"""
        return self.agreed_at is not None and self.ended_at is None
