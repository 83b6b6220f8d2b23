"""The people of a Family Hub, and what we talked about (S1-11)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term


class HubPerson(Coded):
    """Somebody at the hub whom we can ask. Working details only; they may ask us to take them off."""

    source = models.ForeignKey("signposting.Source", null=True, on_delete=models.SET_NULL, related_name="people")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    days = models.CharField(max_length=200, blank=True, help_text="When they are there.")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    left_at = models.DateTimeField(null=True, help_text="Since when they are not there any more.")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(name="somebody_at_the_hub_has_a_name", condition=~Q(name=""))]

    class Personal:
        basis = "legitimate interests: working with the Family Hub; working details only"
        kept = "while they are our contact, and 12 months after"
        whose = {"accounts.user": ("email",)}
        terms = [Term(since=("left_at",), months=12)]
        erase: dict[str, object] = {"name": "?", "role": "", "days": "", "phone": "", "email": ""}
        keep = {"id", "code", "source", "added_at", "added_by", "left_at"}

    def __str__(self) -> str:
        return self.name


class TalkQuerySet(models.QuerySet["Talk"]):
    """Questions about what was talked about."""

    def to_follow_up(self, today: date) -> Self:
        """Somebody wanted to come back to it by now, and has not."""
        return self.filter(follow_up_on__lte=today, followed_up_at=None)


class Talk(Coded):
    """One of us spoke with the hub."""

    source = models.ForeignKey("signposting.Source", null=True, on_delete=models.SET_NULL, related_name="talks")
    person = models.ForeignKey(HubPerson, null=True, on_delete=models.SET_NULL, related_name="talks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField(default=clock.today)
    words = models.CharField(max_length=1000)
    follow_up_on = models.DateField(null=True)
    followed_up_at = models.DateTimeField(null=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["followed_up_at", "follow_up_on"], name="talks_to_follow_up")]
        constraints = [models.CheckConstraint(name="a_talk_was_about_something", condition=~Q(words=""))]

    class Personal:
        basis = "legitimate interests: working with the Family Hub"
        kept = "24 months"
        whose: dict[str, tuple[str, ...]] = {}  # what staff did at work: it goes with its time
        terms = [Term(since=("on",), months=24)]
        erase: dict[str, object] = {"words": "?", "by": None}
        keep = {"id", "code", "source", "person", "on", "follow_up_on", "followed_up_at"}

    def __str__(self) -> str:
        return f"{self.source}, {self.on}"
