"""Why a fact may have gone off before its time, and what came of following a link."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock

GONE_LOOKS = 3
GONE_OVER = timedelta(days=7)


class DoubtQuerySet(models.QuerySet["Doubt"]):
    """Reasons to look again."""

    def open(self) -> Self:
        """Nobody has made sure since."""
        return self.filter(settled_at=None)


class Doubt(models.Model):
    """Something happened that makes one field of an entry doubtful, and due today."""

    class Kind(models.TextChoices):
        BOUNCE = "bounce", _("Our letter came back")
        DEAD_LINK = "dead_link", _("Their page does not answer any more")
        MOVED_LINK = "moved_link", _("Their page leads somewhere else now")
        REPORT = "report", _("A parent told us")
        PROVIDER = "provider", _("They told us themselves")
        FAMILY = "family", _("A family went and found it so")

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="doubts")
    field = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    since = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_doubt_is_noted_once", fields=["service", "field", "kind"], condition=Q(settled_at=None)
            )
        ]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the service runs"
        erase: dict[str, object] = {}
        keep = {"id", "service", "field", "kind", "since", "settled_at"}

    def __str__(self) -> str:
        return f"{self.field} of {self.service}: {self.kind}"


class LinkCheck(models.Model):
    """The last look at the page of one entry."""

    class Outcome(models.TextChoices):
        OK = "ok", _("Answers")
        DEAD = "dead", _("Does not answer any more")
        MOVED = "moved", _("Leads somewhere else")
        UNSURE = "unsure", _("Cannot tell")

    service = models.OneToOneField("signposting.Service", on_delete=models.CASCADE, related_name="link")
    url = models.URLField(max_length=2000)
    checked_at = models.DateTimeField()
    ok_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    failures = models.PositiveSmallIntegerField(default=0, help_text="How many times in a row it was gone.")
    failing_since = models.DateTimeField(null=True)
    leads_to = models.URLField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["checked_at"], name="links_by_last_look")]
        constraints = [
            models.CheckConstraint(
                name="a_failing_link_says_since_when",
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
            )
        ]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the service runs"
        erase: dict[str, object] = {}
        keep = {
            "id", "service", "url", "checked_at", "ok_at", "outcome", "failures", "failing_since", "leads_to",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.url}: {self.outcome}"

    def is_gone(self, at: datetime) -> bool:
        """Three looks over at least a week found nothing."""
        return self.failures >= GONE_LOOKS and self.failing_since is not None and at - self.failing_since >= GONE_OVER
