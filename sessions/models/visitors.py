"""People who come to a session to talk with families: the oral-health nurse, the librarian, the fire engine."""

from django.db import models
from django.db.models import F, Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from sessions.models.timetable import Occurrence


class Visitor(Coded):
    """Who comes, what about, when, and what they need. They are heads in the room."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="visitors")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=120, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    heads = models.PositiveSmallIntegerField(default=1)
    needs = models.CharField(max_length=300, blank=True, help_text="A table, a socket, a quiet corner.")
    checks = models.CharField(max_length=300, blank=True, help_text="What was asked for: DBS, insurance, who stays by.")
    email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    off_at = models.DateTimeField(null=True, blank=True, help_text="They do not come.")
    thanked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_visitor_is_somebody", condition=Q(heads__gte=1)),
            models.CheckConstraint(
                name="a_visit_ends_after_it_starts", condition=Q(ends=None) | Q(ends__gt=F("starts"))
            ),
        ]

    class Personal:
        basis = "legitimate interests: planning a visit"
        kept = "12 months after the day"
        whose = {"accounts.user": ("email",)}
        terms = [Term(since=("occurrence__ends_at",), months=12)]
        erase = {"name": "", "email": "", "needs": "", "checks": ""}
        keep = {
            *("id", "code", "occurrence", "organisation", "topic", "starts", "ends", "heads", "asked_at"),
            *("confirmed_at", "off_at", "thanked_at"),
        }

    def __str__(self) -> str:
        return self.name or self.organisation or f"Visitor {self.pk}"
