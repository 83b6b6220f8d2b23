"""What waits for a person, and what a person has checked."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from signposting.familyhub.keys import key

from .directory import empty_list


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions to staff."""

    def waiting(self) -> Self:
        """Not decided yet."""
        return self.filter(state=Proposal.State.WAITING)


class Proposal(Coded):
    """The hub says something else than we do about one field, and one person decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        EDITED = "edited", _("Changed by hand")
        REFUSED = "refused", _("Kept ours")
        SUPERSEDED = "superseded", _("No longer asked")

    record = models.ForeignKey("signposting.SourceRecord", on_delete=models.CASCADE, related_name="proposals")
    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="proposals")
    field = models.CharField(max_length=20)
    base: Any = models.JSONField(null=True)
    ours: Any = models.JSONField(null=True)
    theirs: Any = models.JSONField(null=True)
    theirs_key = models.TextField(blank=True, help_text="A refusal is remembered by this.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "field"], name="proposals_to_decide")]
        constraints = [
            models.UniqueConstraint(
                name="one_open_question_per_field", fields=["record", "field"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="a_decision_says_when", condition=Q(state="waiting", decided_at=None) | Q(decided_at__isnull=False)
            ),
        ]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "24 months"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("decided_at",), months=24)]
        erase: dict[str, object] = {"reason": ""}
        keep = {
            "id", "code", "record", "service", "field", "base", "ours", "theirs", "theirs_key", "state", "made_at",
            "decided_at", "decided_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.field} of {self.service}"

    @property
    def conflicts(self) -> bool:
        """Both the hub and we have moved since staff last decided."""
        return key(self.field, self.base) != key(self.field, self.ours)


class FieldCheck(models.Model):
    """Somebody made sure that one field is right. Editing it is not checking it."""

    class How(models.TextChoices):
        PHONE = "phone", _("I rang them")
        VISIT = "visit", _("I was there")
        EMAIL = "email", _("They wrote to me")
        HUB = "hub", _("I looked at their own page")
        PROVIDER = "provider", _("They said so themselves")
        HUB_SAID = "hub_said", _("Somebody at the Family Hub said so")

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="checks")
    field = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        indexes = [models.Index(fields=["service", "field", "-at"], name="checks_of_a_service")]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "while the service runs"
        whose: dict[str, tuple[str, ...]] = {}
        erase: dict[str, object] = {"by": None}
        keep = {"id", "service", "field", "at", "how"}

    def __str__(self) -> str:
        return f"{self.field} of {self.service} on {self.at:%Y-%m-%d}"


class FactChange(models.Model):
    """What one fact of an entry was before one of us changed it, and what it is since."""

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=20)
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["service", "-at"], name="changes_of_a_service")]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "24 months"
        whose: dict[str, tuple[str, ...]] = {}  # what staff did at work: it goes with its time
        terms = [Term(since=("at",), months=24)]
        erase: dict[str, object] = {"by": None}
        keep = {"id", "service", "field", "before", "after", "at"}

    def __str__(self) -> str:
        return f"{self.field} of {self.service} on {self.at:%Y-%m-%d}"


class PairQuerySet(models.QuerySet["Pair"]):
    """Questions about pairs."""

    def doubles(self) -> Self:
        """Where somebody has said that both are one service: one of the two was put aside."""
        return self.filter(kind=Pair.Kind.DUPLICATE, state=Pair.State.SAME)


class Pair(Coded):
    """Two records that may be one service: the same under a new number, or listed twice."""

    class Kind(models.TextChoices):
        REKEYED = "rekeyed", _("The same under a new number?")
        DUPLICATE = "duplicate", _("Listed twice?")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SAME = "same", _("The same")
        DIFFERENT = "different", _("Two services")

    kind = models.CharField(max_length=10, choices=Kind)
    first = models.ForeignKey("signposting.SourceRecord", on_delete=models.CASCADE, related_name="pairs_first")
    second = models.ForeignKey("signposting.SourceRecord", on_delete=models.CASCADE, related_name="pairs_second")
    reasons = models.JSONField(default=empty_list)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_pair_is_suggested_once", fields=["kind", "first", "second"]),
            models.CheckConstraint(name="a_pair_is_of_two", condition=~Q(first=models.F("second"))),
            models.CheckConstraint(
                name="a_decided_pair_says_when",
                condition=Q(state="waiting", decided_at=None) | Q(decided_at__isnull=False) & ~Q(state="waiting"),
            ),
        ]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "24 months"
        erase: dict[str, object] = {}
        keep = {"id", "code", "kind", "first", "second", "reasons", "state", "made_at", "decided_at", "decided_by"}

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
