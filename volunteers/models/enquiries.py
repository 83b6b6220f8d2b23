"""Strangers who have written to us: what they asked, and whether somebody has answered."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term

A_WEEK = timedelta(days=7)


def reply_by() -> date:
    """People who wait longer than a week often go elsewhere."""
    return clock.today() + A_WEEK


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Questions about offers of help."""

    def waiting(self) -> Self:
        """Nobody has answered yet; the longest wait first."""
        return self.filter(answered_at=None).order_by("made_at", "pk")


class Enquiry(Coded):
    """Somebody has written to us: to help, to set up a group of their own, or to ask."""

    class Purpose(models.TextChoices):
        """What it is about."""

        HELP = "help", _("I would like to help")
        SCHEME = "scheme", _("We would like to set up a group like yours")
        ASK = "ask", _("I have a question")

    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.HELP)

    name = models.CharField(max_length=200)
    email = models.EmailField()
    message = models.TextField(max_length=2000, blank=True)
    heard_from = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    reply_by = models.DateField(default=reply_by)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
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
        erase = {"name": "", "email": "", "message": "", "heard_from": list, "answered_by": None, "owner": None}
        keep = {"id", "code", "purpose", "made_at", "reply_by", "answered_at"}

    def __str__(self) -> str:
        return f"Enquiry {self.pk}"


class Reply(models.Model):
    """A letter that answered an enquiry, sent from its page."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="replies")
    words = models.TextField(max_length=4000)
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["sent_at", "pk"]

    class Personal:
        basis = "legitimate interests: answering people who write to us"
        kept = "6 months"
        whose = {"accounts.user": ("enquiry__email",)}
        terms = [Term(since=("sent_at",), months=6)]
        erase = {"enquiry": DELETE, "words": "", "sent_by": None}
        keep = {"id", "sent_at"}

    def __str__(self) -> str:
        return f"Reply {self.pk}"
