"""Groups that somebody would like to start."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from sessions.models.timetable import Programme


class IdeaState(models.TextChoices):
    """What has become of it."""

    WAITING = "waiting", _("Waiting for an answer")
    OPENED = "opened", _("It is a group now")
    NOT_NOW = "not_now", _("Not now")


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Questions about ideas."""

    def of(self, user: models.Model) -> Self:
        """This person's own, the newest first."""
        return self.filter(by=user).select_related("programme").order_by("-pk")

    def waiting(self) -> Self:
        """Nobody has answered yet; the oldest first."""
        return self.filter(state=IdeaState.WAITING).select_related("by").order_by("pk")


class Idea(Coded):
    """A group that a parent, a helper or a champion would like to start, and the answer (S5-12, S3-15)."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ideas")
    what = models.CharField(max_length=120)
    for_whom = models.CharField(max_length=200)
    when_where = models.CharField(max_length=300)
    needs = models.CharField(max_length=300, blank=True)
    who_helps = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=IdeaState.choices, default=IdeaState.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True, help_text="Why not now; the proposer reads it.")
    programme = models.OneToOneField(
        Programme, null=True, blank=True, on_delete=models.SET_NULL, related_name="idea", help_text="What it became."
    )

    objects = IdeaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answered_idea_says_when",
                condition=Q(state=IdeaState.WAITING, answered_at=None)
                | (~Q(state=IdeaState.WAITING) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(name="a_no_says_why", condition=~Q(state=IdeaState.NOT_NOW) | ~Q(why="")),
        ]
        indexes = [models.Index(name="ideas_waiting", fields=["id"], condition=Q(state=IdeaState.WAITING))]

    class Personal:
        basis = "legitimate interests: answering whoever offers to start a group"
        kept = "12 months after the answer"
        whose = {"accounts.user": ("by",)}
        terms = [Term(since=("answered_at",), months=12)]
        erase = {
            "by": DELETE,
            "what": "",
            "for_whom": "",
            "when_where": "",
            "needs": "",
            "who_helps": "",
            "answered_by": None,
            "why": "",
        }
        keep = {"id", "code", "made_at", "state", "answered_at", "programme"}

    def __str__(self) -> str:
        return self.what
