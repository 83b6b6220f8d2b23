"""Advice somebody of ours gave, and where it is from (S4-18)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from groupsite.kit.sealed import SealedText


class Advice(Coded):
    """What was said to a family, or to somebody at the door, and on what it stands."""

    family = models.ForeignKey("families.Family", null=True, on_delete=models.SET_NULL, related_name="advice")
    words = SealedText(help_text="What was said.")
    source = models.CharField(max_length=200, help_text="Where it is from.")
    service = models.ForeignKey("signposting.Service", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="advice_by_day")]
        constraints = [models.CheckConstraint(name="advice_says_where_it_is_from", condition=~Q(source=""))]

    class Personal:
        basis = "legitimate interests: pointing families to help"
        kept = "12 months, then without the family and the words"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("at",), months=12)]
        erase = {"family": None, "words": ""}
        keep = {"id", "code", "source", "service", "by", "at"}

    def __str__(self) -> str:
        return f"Advice {self.pk}"
