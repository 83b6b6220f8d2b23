"""Two households on the list that are one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from families.models.household import Family
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from groupsite.kit.sealed import SealedJSON


class Twins(Coded):
    """Two households that look like one, with the reasons. A leader decides; nothing is ever merged alone."""

    class Verdict(models.TextChoices):
        """What a leader made of it."""

        OPEN = "open"
        SAME = "same"
        DIFFERENT = "different"

    first = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list, help_text="Keys of families.rules.sameness; nothing personal.")
    score = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "twins"
        constraints = [
            models.UniqueConstraint(name="two_families_are_compared_once", fields=["first", "second"]),
            models.CheckConstraint(name="twins_are_in_order", condition=Q(first__lt=models.F("second"))),
        ]

    class Personal:
        basis = "legitimate interests: keeping records right"
        kept = "as the family; it is about another family, too, and not in an export"
        told = False
        whose = {"families.family": ("first", "second")}
        erase = {"first": DELETE, "second": DELETE, "decided_by": None}
        keep = {"id", "code", "reasons", "score", "verdict", "found_at", "decided_at"}

    def __str__(self) -> str:
        return f"Twins {self.pk} ({self.verdict})"


class Merge(Coded):
    """Two households made one, with what it takes to take them apart again."""

    kept = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    moved = SealedJSON(help_text="Row numbers that moved, and values that changed.")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        basis = "legitimate interests: keeping records right"
        kept = "90 days, then it cannot be undone; it is about another family, too, and not in an export"
        told = False
        whose = {"families.family": ("kept", "gone")}
        terms = [Term(since=("at",), days=90)]
        erase = {"kept": DELETE, "gone": DELETE, "by": None, "moved": dict}
        keep = {"id", "code", "at", "undone_at"}

    def __str__(self) -> str:
        return f"Merge {self.pk}"
