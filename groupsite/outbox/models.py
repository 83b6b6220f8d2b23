"""Letters as rows: posted with the change they tell of, sent by a sweep (DESIGN, laws 1 and 4)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term


class Channel(models.TextChoices):
    """A way to reach somebody."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")


class State(models.TextChoices):
    """Where a letter is."""

    READY = "ready", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer needed")
    DEAD = "dead", _("Could not be sent")


class LetterQuerySet(models.QuerySet["Letter"]):
    """Questions about letters."""

    def due(self, at: datetime) -> Self:
        """Ready, due, and not resting after a failure; the oldest first."""
        return self.filter(state=State.READY, due_at__lte=at, not_before__lte=at).order_by("due_at", "pk")

    def stuck(self, before: datetime) -> Self:
        """Claimed by a worker that has not been heard of since."""
        return self.filter(state=State.SENDING, claimed_at__lt=before)


class Letter(Coded):
    """To whom, which letter, about what, due when, by which channel, sent when."""

    kind = models.CharField(max_length=40)
    to = models.CharField(max_length=80, help_text="groupsite.kit.refs reference of the person", db_index=True)
    about = models.CharField(max_length=80, help_text="groupsite.kit.refs reference", db_index=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    not_before = models.DateTimeField(default=clock.now, help_text="Rests until then after a failed try.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    maybe_sent = models.BooleanField(default=False, help_text="A worker died with it: ask the gateway first.")
    last_way = models.BooleanField(default=False, help_text="The other channel failed: it goes by this one.")
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why dropped or failed; nothing personal.")
    address = models.CharField(max_length=254, blank=True, help_text="Where it went.")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True, help_text="What it said; blanked after 30 days.")

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_letter_is_posted_once",
                fields=["kind", "about", "to", "due_at", "channel"],
                condition=~Q(about=""),
            ),
            models.CheckConstraint(
                name="an_ended_letter_says_when",
                condition=Q(state__in=[State.READY, State.SENDING], ended_at=None)
                | (~Q(state__in=[State.READY, State.SENDING]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="letters_due", fields=["due_at", "id"], condition=Q(state=State.READY)),
            models.Index(name="letters_claimed", fields=["claimed_at"], condition=Q(state=State.SENDING)),
            models.Index(F("made_at").desc(), name="letters_newest"),
        ]

    class Personal:
        basis = "legitimate interests: support"
        kept = "bodies 30 days, facts 12 months"
        whose = {"families.carer": ("to",), "families.invitation": ("to",), "accounts.user": ("to",)}
        terms = [
            Term(since=("ended_at",), days=30, fields=frozenset({"address", "subject", "text"})),
            Term(since=("ended_at",), months=12),
        ]
        erase = {"to": DELETE, "address": "", "subject": "", "text": ""}
        keep = {
            *("id", "code", "kind", "about", "channel", "due_at", "made_at", "state", "not_before", "attempts"),
            *("claimed_at", "maybe_sent", "last_way", "ended_at", "reason"),
        }

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
