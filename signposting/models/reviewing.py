"""The desk's own memory: who has which card, what was answered and can be undone, calls, and how many look."""

from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term

from .feeds import nothing


class Visits(models.Model):
    """How often the page of an entry was opened in one week. It is a number, and of nobody."""

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="visits")
    week = models.DateField(help_text="Its Monday.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_count_a_week", fields=["service", "week"])]

    class Personal:
        basis = "none: these are numbers of nobody"
        kept = "6 months"
        terms = [Term(since=("week",), months=6)]
        erase: dict[str, object] = {}
        keep = {"id", "service", "week", "count"}

    def __str__(self) -> str:
        return f"{self.service}, {self.week}: {self.count}"


class Assignment(models.Model):
    """One card of the desk is somebody's."""

    kind = models.CharField(max_length=12)
    about = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_card_is_one_persons", fields=["kind", "about"])]

    class Personal:
        basis = "legitimate interests: sharing out the work"
        kept = "3 months"
        whose = {"accounts.user": ("person",)}
        terms = [Term(since=("at",), months=3)]
        erase: dict[str, object] = {"given_by": None}
        keep = {"id", "kind", "about", "person", "at"}

    def __str__(self) -> str:
        return f"{self.kind} {self.about}: {self.person}"


class DeedQuerySet(models.QuerySet["Deed"]):
    """Questions about answers."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at=None)


class Deed(Coded):
    """One answer at the desk, with all it changed, so that it can be taken back."""

    kind = models.CharField(max_length=12)
    about = models.UUIDField()
    title = models.CharField(max_length=300)
    service = models.ForeignKey("signposting.Service", null=True, on_delete=models.CASCADE, related_name="deeds")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    before: Any = models.JSONField(default=nothing, encoder=DjangoJSONEncoder)
    after: Any = models.JSONField(default=nothing, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["by", "-at"], name="deeds_of_a_person")]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "1 month: an answer is taken back on the day; the trail keeps that it was given"
        whose: dict[str, tuple[str, ...]] = {}  # what staff did at work: it goes with its time
        terms = [Term(since=("at",), months=1)]
        erase: dict[str, object] = {"before": {}, "after": {}, "by": None}
        keep = {"id", "code", "kind", "about", "title", "service", "at", "undone_at"}

    def __str__(self) -> str:
        return self.title


class PhoneCall(Coded):
    """Somebody of ours rang them: what was asked, what they said, and when to try again."""

    class Outcome(models.TextChoices):
        SPOKE = "spoke", _("Spoke to them")
        NO_ANSWER = "no_answer", _("No answer")
        CLOSED = "closed", _("They have closed")
        OFF = "off", _("They do not want to be listed")

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="calls")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=Outcome)
    again_on = models.DateField(null=True)
    said: Any = models.JSONField(default=nothing, help_text="Field: right, changed, not_said, or overtaken.")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="only_no_answer_is_tried_again", condition=Q(again_on=None) | Q(outcome="no_answer")
            )
        ]

    class Personal:
        basis = "legitimate interests: a directory that is right"
        kept = "24 months"
        whose: dict[str, tuple[str, ...]] = {}  # what staff did at work: it goes with its time
        terms = [Term(since=("at",), months=24)]
        erase: dict[str, object] = {"by": None}
        keep = {"id", "code", "service", "at", "outcome", "again_on", "said"}

    def __str__(self) -> str:
        return f"{self.service}, {self.at:%Y-%m-%d}: {self.outcome}"


class HelplineCheck(models.Model):
    """Somebody made sure that a helpline on our pages still has this number and these hours."""

    slug = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["slug", "-at"], name="checks_of_a_helpline")]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "while the page is there"
        whose: dict[str, tuple[str, ...]] = {}  # what staff did at work: it goes with its time
        erase: dict[str, object] = {"by": None}
        keep = {"id", "slug", "at"}

    def __str__(self) -> str:
        return f"{self.slug} on {self.at:%Y-%m-%d}"
