"""What parents tell us: a mistake in an entry, and a service that is missing."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def open(self) -> Self:
        """Nobody has looked into it."""
        return self.filter(outcome="")


class Report(Coded):
    """Somebody says that an entry is wrong. They may hear what came of it."""

    class Topic(models.TextChoices):
        CLOSED = "closed", _("It has closed")
        OLD = "old", _("Times, place, price or phone are wrong")
        MORE = "more", _("Something is missing")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        FIXED = "fixed", _("You were right, and we have changed it")
        RIGHT = "right", _("We asked them, and what we said is right")
        UNSURE = "unsure", _("We could not find out yet, and keep an eye on it")

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="reports")
    topic = models.CharField(max_length=10, choices=Topic)
    words = models.CharField(max_length=500, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(blank=True, help_text="Where to tell what came of it, if they want to know.")
    reporter = models.CharField(max_length=64, help_text="Says that two reports are of two people, and of nobody whom.")
    made_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["outcome", "made_at"], name="reports_to_look_into")]
        constraints = [
            models.UniqueConstraint(
                name="one_open_report_each", fields=["service", "topic", "reporter"], condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="a_report_with_an_outcome_says_when",
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
            ),
        ]

    class Personal:
        basis = "legitimate interests: a directory that is right"
        kept = "12 months"
        whose = {"accounts.user": ("user", "email")}
        terms = [Term(since=("made_at",), months=12)]
        erase = {"words": "", "user": None, "email": "", "reporter": ""}
        keep = {"id", "code", "service", "topic", "made_at", "outcome", "decided_at", "decided_by"}

    def __str__(self) -> str:
        return f"{self.service}: {self.topic}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Questions about suggestions."""

    def waiting(self) -> Self:
        """Nobody of ours has decided."""
        return self.filter(decided_at=None)


class Suggestion(Coded):
    """A parent knows of something that is not in the directory."""

    name = models.CharField(max_length=300)
    words = models.TextField(blank=True, help_text="What it is, where and when.")
    contact = models.CharField(max_length=300, blank=True, help_text="A web address or a telephone number of theirs.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    service = models.ForeignKey("signposting.Service", null=True, on_delete=models.SET_NULL, related_name="suggested")
    reason = models.CharField(max_length=300, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["decided_at", "made_at"], name="suggestions_to_decide")]
        constraints = [models.CheckConstraint(name="a_suggestion_has_a_name", condition=~Q(name=""))]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "12 months"
        whose = {"accounts.user": ("user",)}
        terms = [Term(since=("made_at",), months=12)]
        erase = {"user": None}
        keep = {
            "id", "code", "name", "words", "contact", "made_at", "decided_at", "decided_by", "service", "reason",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name
