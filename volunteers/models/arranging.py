"""How people find each other for a shift: who waits for it, who swaps it, who has been asked."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from volunteers.models.rota import Shift, Signup, SignupState


class WaitQuerySet(models.QuerySet["Wait"]):
    """Questions about who waits."""

    def live(self, at: datetime | None = None) -> Self:
        """Still waiting, for a shift that is still to come; whoever came first is first."""
        coming = self.filter(ended_at=None, shift__starts_at__gt=at or clock.now(), shift__cancelled_at=None)
        return coming.order_by("made_at", "pk")


class Wait(Coded):
    """Somebody would take this shift if a place came free."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="waits")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_live_wait_a_shift", fields=["shift", "volunteer"], condition=Q(ended_at=None)
            )
        ]
        indexes = [models.Index(name="waits_in_order", fields=["shift", "made_at"], condition=Q(ended_at=None))]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "12 months after the shift"
        whose = {"accounts.user": ("volunteer",)}
        terms = [Term(since=("shift__ends_at",), months=12)]
        erase = {"volunteer": DELETE}
        keep = {"id", "code", "shift", "made_at", "ended_at"}

    def __str__(self) -> str:
        return f"Wait {self.pk}"


class SwapQuerySet(models.QuerySet["Swap"]):
    """Questions about swaps."""

    def open(self, at: datetime | None = None) -> Self:
        """Asked, not answered, and both promises stand and are to come."""
        now = at or clock.now()
        return self.filter(
            answer=Swap.Answer.NONE,
            mine__state=SignupState.PROMISED,
            theirs__state=SignupState.PROMISED,
            mine__shift__starts_at__gt=now,
            theirs__shift__starts_at__gt=now,
        )


class Swap(Coded):
    """One volunteer asks another to change shifts; it takes both."""

    class Answer(models.TextChoices):
        """What the other one said, or that whoever asked thought better of it."""

        NONE = "", _("Not answered yet")
        YES = "yes", _("Yes")
        NO = "no", _("No")
        OFF = "off", _("Taken back")

    mine = models.ForeignKey(Signup, on_delete=models.CASCADE, related_name="swaps_asked")
    theirs = models.ForeignKey(Signup, on_delete=models.CASCADE, related_name="swaps_offered")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=3, choices=Answer.choices, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SwapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_swap_is_asked_once", fields=["mine", "theirs"]),
            models.CheckConstraint(name="a_swap_is_between_two", condition=~Q(mine=F("theirs"))),
            models.CheckConstraint(
                name="an_answered_swap_says_when",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "as the promises; it is about two people, and not in an export"
        told = False
        whose = {"accounts.user": ("mine__volunteer", "theirs__volunteer")}
        erase = {"mine": DELETE, "theirs": DELETE}
        keep = {"id", "code", "asked_at", "answer", "answered_at"}

    def __str__(self) -> str:
        return f"Swap {self.pk}"


class Asking(Coded):
    """A leader asked one person for one shift. The database refuses to ask anybody twice for the same one."""

    class Answer(models.TextChoices):
        """What they said."""

        NONE = "", _("No answer yet")
        YES = "yes", _("Yes")
        NO = "no", _("No")

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="askings")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="askings")
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.CharField(max_length=3, choices=Answer.choices, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="nobody_is_asked_twice", fields=["shift", "volunteer"]),
            models.CheckConstraint(
                name="an_answer_says_when",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="askings_of_a_person", fields=["volunteer", "-asked_at"])]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "12 months after the shift"
        whose = {"accounts.user": ("volunteer",)}
        terms = [Term(since=("shift__ends_at",), months=12)]
        erase = {"volunteer": DELETE, "asked_by": None}
        keep = {"id", "code", "shift", "asked_at", "answer", "answered_at"}

    def __str__(self) -> str:
        return f"Asking {self.pk}"

    def is_over(self, at: datetime) -> bool:
        """Is there nothing to answer any more?"""
        return bool(self.answer) or self.shift.cancelled_at is not None or self.shift.starts_at <= at
