"""Where facts come from: a Family Hub's feed, each run through it, and what it said last of each record."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded

from .directory import empty_list


def nothing() -> dict[str, Any]:
    """A fresh empty record."""
    return {}


class Licence(models.TextChoices):
    """Under what terms a hub lets others show its words."""

    UNKNOWN = "", _("Not known yet: nothing from this feed is shown to parents")
    OGL = "OGL-3.0", _("Open Government Licence")
    CC_BY = "CC-BY-4.0", _("Creative Commons Attribution")
    CC_BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike")
    APACHE = "Apache-2.0", _("Apache licence")
    BSD = "BSD-3-Clause", _("BSD licence")
    PERMISSION = "permission", _("They gave us permission in writing")


class Source(Coded):
    """A feed we read: its address, what it turned out to speak, and whether it is switched on."""

    name = models.CharField(_("what to call it"), max_length=200)
    url = models.URLField(_("address of the feed"), max_length=500, unique=True)
    root = models.URLField(max_length=500, blank=True)
    dialect = models.CharField(max_length=20, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="Where families may ring this hub.")
    is_on = models.BooleanField(default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    unreachable_since = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True, help_text="The hub asked not to be asked again before.")
    asked_at = models.DateTimeField(null=True, help_text="When somebody last pressed the button to read it now.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(name="a_source_has_a_name", condition=~Q(name=""))]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the feed is used"
        erase: dict[str, object] = {}
        keep = {
            "id", "code", "name", "url", "root", "dialect", "licence", "phone", "is_on", "added_by",
            "added_at", "unreachable_since", "wait_until", "asked_at", "asked_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def must_wait(self, at: datetime) -> bool:
        """The hub has asked us to stay away, and the time is not over."""
        return self.wait_until is not None and at < self.wait_until

    @property
    def is_read_then(self) -> bool:
        """We come back when the time is over: it is read every night, or somebody asked."""
        return self.is_on or self.is_waiting

    @property
    def is_waiting(self) -> bool:
        """Somebody asked for a reading that has not begun."""
        return self.asked_at is not None and not self.runs.filter(started_at__gte=self.asked_at).exists()


class SyncRun(Coded):
    """One time through a feed, and what came of it."""

    class Outcome(models.TextChoices):
        RUNNING = "", _("Running")
        COMPLETE = "complete", _("Read to the end")
        INCOMPLETE = "incomplete", _("Read in part")
        FAILED = "failed", _("Could not be read")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING, blank=True)
    requests = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0, help_text="Records with a question for staff.")
    vanished = models.PositiveIntegerField(default=0)
    reappeared = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=nothing, help_text="Problem code: how many times.")
    held = models.JSONField(default=empty_list, help_text="Records that would all vanish at once.")
    loss_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    loss_kept_at = models.DateTimeField(null=True, help_text="When somebody said that they are still there.")

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_finished_run_has_an_outcome",
                condition=Q(finished_at=None, outcome="") | (Q(finished_at__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(
                name="one_run_at_a_time", fields=["source"], condition=Q(finished_at=None), violation_error_code="busy"
            ),
        ]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "24 months"
        erase: dict[str, object] = {}
        keep = {
            "id", "code", "source", "asked_by", "started_at", "finished_at", "outcome", "requests", "seen", "new",
            "asked", "vanished", "reappeared", "problems", "held", "loss_decided_by",
            "loss_kept_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class SourceRecordQuerySet(models.QuerySet["SourceRecord"]):
    """Questions about what hubs said last."""

    def missing_long(self, at: datetime) -> Self:
        """Missing in two complete runs at least six days apart: is it still running?"""
        return self.filter(missing_again_at__lte=at, replaced_by=None)


class SourceRecord(Coded):
    """What one feed says of one service, and what staff last decided on."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    hub_id = models.CharField(max_length=200)
    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="records")
    listed = models.JSONField(default=nothing, help_text="The row of the feed's list.")
    raw = models.JSONField(default=nothing, help_text="Row and details put together, as the feed wrote them.")
    theirs = models.JSONField(default=nothing, help_text="The same in canonical form.")
    base = models.JSONField(default=nothing, help_text="What staff last decided on, field by field.")
    problems = models.JSONField(default=empty_list)
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    detailed_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    missing_again_at = models.DateTimeField(null=True)
    hub_assured_date = models.DateField(null=True)
    hub_last_modified = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replaces")

    objects = SourceRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_record_per_number_of_a_source", fields=["source", "hub_id"]),
            models.CheckConstraint(name="a_record_has_a_number", condition=~Q(hub_id="")),
            models.CheckConstraint(
                name="missing_again_only_after_missing",
                condition=Q(missing_again_at=None) | Q(missing_since__lt=models.F("missing_again_at")),
            ),
        ]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the feed is used"
        erase: dict[str, object] = {}
        keep = {
            "id", "code", "source", "hub_id", "service", "listed", "raw", "theirs", "base", "problems",
            "first_seen_at", "last_seen_at", "detailed_at", "missing_since", "missing_again_at", "hub_assured_date",
            "hub_last_modified", "replaced_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source}: {self.theirs.get('name', self.hub_id)}"
