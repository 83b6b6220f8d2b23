"""What we know of somebody who helps: how much they want to do, when they are away, what they are cleared for."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term

MOST_A_MONTH = 31


class Check(models.TextChoices):
    """What a job may ask for before somebody does it."""

    DBS = "dbs", _("a DBS check")
    SAFEGUARDING = "safeguarding", _("safeguarding training")
    FIRST_AID = "first_aid", _("paediatric first aid")
    FOOD = "food", _("food hygiene")

    @classmethod
    def in_lists(cls) -> list[tuple[str, str | Promise]]:
        """For a form: labels are words for the middle of a sentence, and a list begins each with a capital."""
        return [(value, capfirst(label)) for value, label in cls.choices]


FOLLOWING = (Role.VOLUNTEER, Role.CHAMPION, Role.LEADER)
"""Roles that may come and go with somebody's checks. No date locks out whoever coordinates or administers."""


def volunteers_role() -> list[str]:
    """What follows for somebody who has been welcomed and nothing else has been said."""
    return [Role.VOLUNTEER]


class Volunteer(models.Model):
    """Somebody on our list of volunteers, and what they have told us of how they want to help."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="volunteer"
    )
    monthly_limit = models.PositiveSmallIntegerField(
        _("most shifts in a month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_A_MONTH)],
    )
    welcomed_on = models.DateField(
        null=True, blank=True, help_text="From then on the role comes and goes with what it takes to help."
    )
    follows = ArrayField(
        models.CharField(max_length=20, choices=[(role.value, role.label) for role in FOLLOWING]),
        default=volunteers_role,
        blank=True,
        help_text="Which roles come and go so.",
    )
    comes_along = models.BooleanField(default=False, help_text="Would walk with a family to their first session.")
    feed = models.CharField(max_length=64, blank=True, db_index=True, help_text="Digest of the calendar link's token.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_limit_lets_somebody_do_something", condition=Q(monthly_limit=None) | Q(monthly_limit__gte=1)
            ),
            models.UniqueConstraint(name="a_calendar_link_is_one_persons", fields=["feed"], condition=~Q(feed="")),
        ]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "as the account"
        whose = {"accounts.user": ("user",)}
        erase = {"user": DELETE, "monthly_limit": None, "feed": "", "comes_along": False}
        keep = {"welcomed_on", "follows"}

    def __str__(self) -> str:
        return f"Volunteer {self.pk}"


class Away(Coded):
    """Days on which somebody cannot help. No reason is asked."""

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="away")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        verbose_name_plural = "days away"
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(name="away_ends_after_it_begins", condition=Q(last_day__gte=F("first_day")))
        ]
        indexes = [models.Index(name="away_by_person", fields=["volunteer", "last_day"])]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "30 days after the last day"
        whose = {"accounts.user": ("volunteer",)}
        terms = [Term(since=("last_day",), days=30)]
        erase = {"volunteer": DELETE}
        keep = {"id", "code", "first_day", "last_day"}

    def __str__(self) -> str:
        return f"Away {self.pk}"


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    """Questions about clearances."""

    def newest(self) -> Self:
        """The last word on each kind for each person: a later one stands, whatever an earlier one said."""
        return self.order_by("volunteer", "kind", "-since", "-pk").distinct("volunteer", "kind")


class Clearance(Coded):
    """A check or training of one person, and the last day on which it counts."""

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clearances")
    kind = models.CharField(max_length=20, choices=Check.choices)
    is_clear = models.BooleanField(default=True)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)
    noted_at = models.DateTimeField(default=clock.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_clearance_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            )
        ]
        indexes = [models.Index(name="clearances_by_person", fields=["volunteer", "kind", "-since"])]

    class Personal:
        basis = "legitimate interests: safe recruiting"
        kept = "as the account"
        whose = {"accounts.user": ("volunteer",)}
        erase = {"volunteer": DELETE, "noted_by": None}
        keep = {"id", "code", "kind", "is_clear", "since", "until", "noted_at"}

    def __str__(self) -> str:
        return f"Clearance {self.pk} ({self.kind})"

    def holds_on(self, day: date) -> bool:
        """Does it count on that day?"""
        return self.is_clear and (self.until is None or day <= self.until)


class LongAgo(models.Model):
    """What is left of shifts that the rota has forgotten: how often somebody did a job or practised a skill."""

    class Kind(models.TextChoices):
        """Of what it is the sum."""

        JOB = "job", _("Job")
        SKILL = "skill", _("Skill")

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="long_ago")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(max_length=80)
    times = models.PositiveIntegerField(default=0)
    spent = models.DurationField(default=timedelta)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        verbose_name = _("sum of older shifts")
        verbose_name_plural = _("sums of older shifts")
        constraints = [models.UniqueConstraint(name="one_sum_a_job", fields=["volunteer", "kind", "name"])]

    class Personal:
        basis = "legitimate interests: the skills record, and thanks for what was done"
        kept = "as the account; sums of confirmed shifts with the first day and the last, and no place of any of them"
        whose = {"accounts.user": ("volunteer",)}
        erase = {"volunteer": DELETE}
        keep = {"id", "kind", "name", "times", "spent", "first_day", "last_day"}

    def __str__(self) -> str:
        return f"{self.name}: {self.times}"


class Thanks(models.Model):
    """Somebody was thanked at a milestone."""

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thanks")
    milestone = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [models.UniqueConstraint(name="thanked_once_a_milestone", fields=["volunteer", "milestone"])]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "as the account"
        whose = {"accounts.user": ("volunteer",)}
        erase = {"volunteer": DELETE, "said_by": None}
        keep = {"id", "milestone", "said_at"}

    def __str__(self) -> str:
        return f"Thanks {self.pk} ({self.milestone})"
