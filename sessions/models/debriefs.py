"""After a session: what went well, what to change, and what somebody will do about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from sessions.models.timetable import Occurrence, Programme


class Debrief(Coded):
    """What one of the team says of a session."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="debriefs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    went_well = models.TextField(max_length=1000, blank=True)
    change = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_debrief_each", fields=["occurrence", "by"])]

    class Personal:
        basis = "legitimate interests: running the group"
        kept = "12 months"
        whose = {"accounts.user": ("by",)}
        terms = [Term(since=("at",), months=12)]
        erase = {"by": None, "went_well": "", "change": ""}
        keep = {"id", "code", "occurrence", "at"}

    def __str__(self) -> str:
        return f"Debrief of {self.occurrence_id}"


class Action(Coded):
    """What is to be done, by whom and by when. It stands on every next plan of the group until it is done."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="actions")
    occurrence = models.ForeignKey(Occurrence, null=True, on_delete=models.SET_NULL, related_name="actions")
    words = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="actions_to_do", fields=["programme", "due_on"], condition=Q(done_at=None)),
        ]

    class Personal:
        basis = "legitimate interests: running the group"
        kept = "12 months after it is done"
        whose = {"accounts.user": ("owner",)}
        terms = [Term(since=("done_at",), months=12)]
        erase = {"owner": None, "words": ""}
        keep = {"id", "code", "programme", "occurrence", "due_on", "made_at", "done_at"}

    def __str__(self) -> str:
        return self.words
