"""What looking after people's data needs: holds, nightly runs, requests. Everything else lies in the rooms below."""

from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE
from groupsite.kit.sealed import SealedText


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions about holds."""

    def live(self) -> Self:
        """Those that still hold."""
        return self.filter(ended_at=None)


class Hold(Coded):
    """Nothing of this family may be erased, by night or by wish, until the hold ends: a claim, an enquiry, a court."""

    family = models.ForeignKey("families.Family", on_delete=models.CASCADE, related_name="holds")
    why = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_hold_at_a_time", fields=["family"], condition=Q(ended_at=None))
        ]

    class Personal:
        basis = "legal obligation: keeping what a claim or an enquiry needs"
        kept = "as the family; why is not in an export"
        told = False
        whose = {"families.family": ("family",)}
        erase = {"family": DELETE, "why": "", "by": None}
        keep = {"id", "code", "at", "ended_at"}

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class NightlyRun(Coded):
    """One night's forgetting, as counts: what was due, what went, what was too much to go without a person's yes."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    dry = models.BooleanField(default=False)
    due = models.JSONField(default=dict, help_text="Rows that were due, by table.")
    done = models.JSONField(default=dict, help_text="Rows that went.")
    stopped = models.JSONField(default=dict, help_text="Rows that were too many to go unasked.")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Personal:
        basis = "legal obligation: showing that we delete"
        kept = "for good: counts only"
        erase: dict[str, object] = {}
        keep = {"id", "code", "at", "dry", "due", "done", "stopped", "agreed_at", "agreed_by"}

    def __str__(self) -> str:
        return f"Nightly run {self.pk}"

    @property
    def in_words(self) -> list[tuple[str, int]]:
        """What was due, as a person reads it: the tables and columns by their own names."""
        return [(_in_words(name), count) for name, count in self.due.items()]


def _in_words(name: str) -> str:
    label, _colon, fields = name.partition(": ")
    model = apps.get_model(label)
    said = [str(model._meta.get_field(field).verbose_name) for field in fields.split(", ") if fields]
    title = capfirst(str(model._meta.verbose_name_plural))
    return f"{title}, {', '.join(said)}" if said else title


class RequestQuerySet(models.QuerySet["RightsRequest"]):
    """Questions about requests."""

    def waiting(self) -> Self:
        """Not answered yet, the soonest due first."""
        return self.filter(answered_at=None).order_by("due_on", "pk")


class RightsRequest(Coded):
    """A person asks us about their data, or complains of how we treat it. We answer within a month (UK GDPR Art 12)."""

    class Kind(models.TextChoices):
        """What they ask."""

        CORRECT = "correct", _("Something is wrong and I can’t change it")
        STOP = "stop", _("Stop using something about us")
        DELETE = "delete", _("Delete everything about our family")
        COMPLAINT = "complaint", _("I’m not happy with how you treat our data")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rights_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = SealedText()
    made_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    answer = SealedText()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="requests_waiting", fields=["due_on"], condition=Q(answered_at=None))]

    class Personal:
        basis = "legal obligation: answering requests about data"
        kept = "as the account"
        whose = {"accounts.user": ("user",)}
        erase = {"user": DELETE, "words": "", "answer": "", "answered_by": None}
        keep = {"id", "code", "kind", "made_at", "due_on", "answered_at"}

    def __str__(self) -> str:
        return f"Request {self.pk} ({self.kind})"


class CalendarKey(models.Model):
    """What recognises the address of somebody's personal calendar. The address itself is kept by nobody but them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    class Personal:
        basis = "legitimate interests: running bookings"
        kept = "as the account"
        whose = {"accounts.user": ("user",)}
        erase = {"user": DELETE, "digest": ""}
        keep = {"id", "made_at"}

    def __str__(self) -> str:
        return f"Calendar of {self.user_id}"
