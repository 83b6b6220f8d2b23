"""What people who help give each week, and what they get from it: training, and confidence."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term

MOST_HOURS = 40
NOTHING: dict[str, object] = {}


class WeekOfHours(models.Model):
    """How many hours somebody means to give in a week, and how many it was. A plan goes on until there is another."""

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weeks")
    monday = models.DateField()
    planned = models.DecimalField(max_digits=4, decimal_places=1, null=True, validators=[MaxValueValidator(MOST_HOURS)])
    done = models.DecimalField(max_digits=4, decimal_places=1, null=True, validators=[MaxValueValidator(MOST_HOURS)])

    class Meta:
        verbose_name_plural = "weeks of hours"
        constraints = [
            models.UniqueConstraint(name="a_week_of_hours_is_said_once", fields=["volunteer", "monday"]),
            models.CheckConstraint(name="a_week_begins_on_a_monday", condition=Q(monday__iso_week_day=1)),
            models.CheckConstraint(
                name="hours_of_a_week_make_sense",
                condition=(Q(planned=None) | Q(planned__gte=0, planned__lte=MOST_HOURS))
                & (Q(done=None) | Q(done__gte=0, done__lte=MOST_HOURS)),
            ),
        ]
        indexes = [models.Index(name="hours_by_week", fields=["monday"])]

    class Personal:
        basis = "legitimate interests: planning with volunteers"
        kept = "24 months"
        whose = {"accounts.user": ("volunteer",)}
        terms = [Term(since=("monday",), months=24)]
        erase = {"volunteer": DELETE, "planned": None, "done": None}
        keep = {"id", "monday"}

    def __str__(self) -> str:
        return f"Hours {self.pk}"


class Confidence(Coded):
    """How sure of themselves somebody feels, asked when they begin, after three months and after six."""

    class Sure(models.IntegerChoices):
        """A small scale with words."""

        NOT = 1, _("Not sure of myself at all")
        LITTLE = 2, _("A little sure")
        FAIRLY = 3, _("Fairly sure")
        VERY = 4, _("Very sure of myself")

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField(help_text="0, 3 or 6 after they began.")
    due_on = models.DateField()
    sure = models.PositiveSmallIntegerField(
        null=True, choices=Sure.choices, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    said_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "confidence"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="confidence_is_asked_three_times", fields=["volunteer", "months"]),
            models.CheckConstraint(
                name="an_answer_has_its_moment",
                condition=Q(sure=None, said_at=None) | Q(sure__range=(1, 4), said_at__isnull=False),
            ),
        ]

    class Personal:
        basis = "consent: an answer is never needed"
        kept = "24 months; leaders see totals only"
        whose = {"accounts.user": ("volunteer",)}
        terms = [Term(since=("due_on",), months=24)]
        erase = {"volunteer": DELETE, "sure": None}
        keep = {"id", "code", "months", "due_on", "said_at"}

    def __str__(self) -> str:
        return f"Confidence {self.pk}"


class TrainingProvider(Coded):
    """Who teaches us: a contact to ring for the next course."""

    name = models.CharField(max_length=120, unique=True)
    contact = models.CharField(max_length=200, blank=True, help_text="Whom to ask for, phone, e-mail.")

    class Meta:
        ordering = ["name", "pk"]

    class Personal:
        basis = "legitimate interests: arranging training"
        kept = "as long as we learn with them"
        whose: dict[str, tuple[str, ...]] = {}
        erase = {"contact": ""}
        keep = {"id", "code", "name"}

    def __str__(self) -> str:
        return self.name


class TrainingQuerySet(models.QuerySet["Training"]):
    """Questions about training."""

    def newest(self) -> Self:
        """The last time each person did each course: a later one stands."""
        return self.order_by("person", "title", "-done_on", "-pk").distinct("person", "title")


class Training(Coded):
    """One course, or other learning, of one person of the team; until when it counts, where it has to be renewed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trainings")
    title = models.CharField(max_length=120)
    provider = models.ForeignKey(
        TrainingProvider, null=True, blank=True, on_delete=models.SET_NULL, related_name="trainings"
    )
    done_on = models.DateField()
    is_mandatory = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)
    learned = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField(default=clock.now)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = TrainingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_ends_after_it_was_done", condition=Q(until=None) | Q(until__gt=models.F("done_on"))
            ),
            models.CheckConstraint(
                name="what_has_to_be_renewed_has_an_end", condition=Q(is_mandatory=False) | Q(until__isnull=False)
            ),
        ]
        indexes = [models.Index(name="training_of_a_person", fields=["person", "title", "-done_on"])]

    class Personal:
        basis = "legitimate interests: a team that knows its job"
        kept = "as the account"
        whose = {"accounts.user": ("person",)}
        erase = {"person": DELETE, "noted_by": None, "learned": ""}
        keep = {"id", "code", "title", "provider", "done_on", "is_mandatory", "until", "noted_at"}

    def __str__(self) -> str:
        return f"Training {self.pk}"

    def holds_on(self, day: date) -> bool:
        """Does it still count on that day?"""
        return self.until is None or day <= self.until
