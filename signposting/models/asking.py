"""Asking the people behind an entry, and what they or others say should be changed."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term

LINK_LASTS = timedelta(days=30)


class ProviderAskQuerySet(models.QuerySet["ProviderAsk"]):
    """Questions about questions."""

    def open(self, at: datetime) -> Self:
        """Not answered, and not too old to be."""
        return self.filter(answered_at=None, asked_at__gt=at - LINK_LASTS)


class ProviderAsk(Coded):
    """“Is this still right?”, sent to one address about one entry. It can be answered once."""

    class Answer(models.TextChoices):
        YES = "yes", _("Everything is still right")
        FIX = "fix", _("Something has to be changed")
        CLOSED = "closed", _("We have closed")
        OFF = "off", _("Please do not list us")

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="asks")
    email = models.EmailField()
    hub_person = models.ForeignKey(
        "signposting.HubPerson", null=True, on_delete=models.SET_NULL, related_name="asks",
        help_text="Who was asked instead: somebody at the Family Hub.",
    )  # fmt: skip
    of_hub = models.BooleanField(
        default=False, db_default=False, help_text="The hub was asked, and not the service itself."
    )
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)

    objects = ProviderAskQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="an_entry_is_asked_about_once_at_a_time", fields=["service"], condition=Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="an_answered_ask_says_what_and_when",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "12 months; the address is the service's own, or one at work of somebody at the hub"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("asked_at",), months=12)]
        erase = {"email": ""}
        keep = {
            "id", "code", "service", "asked_at", "asked_by", "answered_at", "answer", "hub_person", "of_hub",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.service}, {self.asked_at:%Y-%m-%d}"

    @property
    def is_moot(self) -> bool:
        """Families do not see the entry any more, or whoever was asked has left the hub."""
        left = self.of_hub and (self.hub_person is None or self.hub_person.left_at is not None)
        return left or not self.service.is_public

    def is_too_old(self, at: datetime) -> bool:
        """Nobody can answer it any more."""
        return at - self.asked_at >= LINK_LASTS


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Questions about corrections."""

    def waiting(self) -> Self:
        """Nobody of ours has decided."""
        return self.filter(state=Correction.State.WAITING)


class Correction(Coded):
    """Somebody outside says that one field should read otherwise. Parents see it when a person of ours agrees."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Taken over")
        REFUSED = "refused", _("Kept ours")

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="corrections")
    ask = models.ForeignKey(ProviderAsk, null=True, on_delete=models.SET_NULL, related_name="corrections")
    field = models.CharField(max_length=20)
    value: Any = models.JSONField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="corrections_to_decide")]
        constraints = [
            models.UniqueConstraint(
                name="one_open_correction_per_field", fields=["service", "field"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="a_decided_correction_says_when",
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
        ]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "24 months"
        erase: dict[str, object] = {}
        keep = {"id", "code", "service", "ask", "field", "value", "made_at", "state", "decided_at", "decided_by"}

    def __str__(self) -> str:
        return f"{self.field} of {self.service}"
