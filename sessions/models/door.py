"""What was pressed at the door. Presses are added and never changed; who is here follows from all of them together."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.personal import DELETE, Term
from sessions.models.booking import Booking, PartyMember, Presence
from sessions.models.timetable import Occurrence


class Press(models.Model):
    """Somebody said of a household, or of one person in it, that they are here, are not, or have left.

    It may arrive hours later from a phone that had no signal, and more than once: its key makes it one.
    """

    key = models.UUIDField(unique=True)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="presses")
    head = models.ForeignKey(PartyMember, null=True, on_delete=models.CASCADE, related_name="presses")
    says = models.CharField(max_length=10, choices=Presence.choices)
    pressed_at = models.DateTimeField()
    told_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "presses"
        indexes = [models.Index(name="presses_of_a_booking", fields=["booking", "pressed_at"])]

    class Personal:
        basis = "legitimate interests: running, safety"
        kept = "as the family"
        whose = {
            "families.family": ("booking__family",),
            "families.child": ("head__child",),
            "families.carer": ("head__carer",),
        }
        erase = {"booking": DELETE, "head": DELETE, "by": None}
        keep = {"id", "key", "says", "pressed_at", "told_at"}

    def __str__(self) -> str:
        return f"{self.says} at {self.pressed_at}"


class Pairing(models.Model):
    """Somebody said which adult a child is with. Told like a press: perhaps hours later, and more than once."""

    key = models.UUIDField(unique=True)
    child = models.ForeignKey(PartyMember, on_delete=models.CASCADE, related_name="pairings")
    adult = models.ForeignKey(PartyMember, on_delete=models.CASCADE, related_name="+")
    pressed_at = models.DateTimeField()
    told_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(name="pairings_of_a_child", fields=["child", "pressed_at"])]

    class Personal:
        basis = "legitimate interests: running, safety"
        kept = "as the family"
        whose = {
            "families.family": ("child__booking__family",),
            "families.child": ("child__child",),
            "families.carer": ("adult__carer",),
        }
        erase = {"child": DELETE, "adult": DELETE, "by": None}
        keep = {"id", "key", "pressed_at", "told_at"}

    def __str__(self) -> str:
        return f"with an adult since {self.pressed_at}"


class NoteQuerySet(models.QuerySet["DoorNote"]):
    """Questions about notes."""

    def open(self) -> Self:
        """Nobody has dealt with them yet: these people are in the building."""
        return self.filter(settled_at=None).order_by("pressed_at", "pk")


class DoorNote(models.Model):
    """People nobody has on a list, noted at the door in two boxes, to be written down when there is time."""

    key = models.UUIDField(unique=True)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="notes")
    names = models.CharField(_("first names"), max_length=200)
    heads = models.PositiveSmallIntegerField(_("how many people"))
    pressed_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="a_note_is_of_somebody", condition=Q(heads__gte=1))]

    class Personal:
        basis = "legitimate interests: who is in the building"
        kept = "a week; they are first names with nobody's record behind them"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("pressed_at",), days=7, fields=frozenset({"names"}))]
        erase = {"names": "", "by": None}
        keep = {"id", "key", "occurrence", "heads", "pressed_at", "settled_at"}

    def __str__(self) -> str:
        return f"{self.heads} noted at {self.pressed_at}"
