"""Strangers who have written to us: what they asked, and whether somebody has answered."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Questions about offers of help."""

    def waiting(self) -> Self:
        """Nobody has answered yet; the longest wait first."""
        return self.filter(answered_at=None).order_by("made_at", "pk")


class Enquiry(Coded):
    """Somebody who would like to help has written to us."""

    name = models.CharField(max_length=200)
    email = models.EmailField()
    message = models.TextField(max_length=2000, blank=True)
    heard_from = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        indexes = [models.Index(name="enquiries_waiting", fields=["made_at"], condition=Q(answered_at=None))]

    class Personal:
        basis = "legitimate interests: answering people who write to us"
        kept = "6 months after the answer, 12 months without one"
        whose = {"accounts.user": ("email",)}
        terms = [
            Term(since=("answered_at",), months=6),
            Term(since=("made_at",), months=12, only=Q(answered_at=None)),
        ]
        erase = {"name": "", "email": "", "message": "", "heard_from": list, "answered_by": None}
        keep = {"id", "code", "made_at", "answered_at"}

    def __str__(self) -> str:
        return f"Enquiry {self.pk}"
