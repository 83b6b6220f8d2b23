"""Toys, books and equipment that families take home: what there is, who has what, who asked for it (S2-14)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term


class Thing(Coded):
    """One thing on our shelf. Two of a kind are two things, each with a name of its own."""

    class Kind(models.TextChoices):
        TOY = "toy", _("Toy")
        BOOK = "book", _("Book")
        EQUIPMENT = "equipment", _("Sling, seat or other equipment")

    class Condition(models.TextChoices):
        GOOD = "good", _("All well")
        WORN = "worn", _("Worn, still fit to lend")
        MEND = "mend", _("To be mended first")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=300, blank=True, help_text="What belongs to it, and how it is used safely.")
    place = models.CharField(max_length=100, blank=True, help_text="Where it stands.")
    days = models.PositiveSmallIntegerField(default=14, help_text="For how long it is lent.")
    condition = models.CharField(max_length=6, choices=Condition, default=Condition.GOOD)
    off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name"], name="things_by_name", condition=Q(off_at=None))]

    class Personal:
        basis = "none: no personal data"
        kept = "for good"
        erase: dict[str, object] = {}
        keep = {"id", "code", "name", "kind", "words", "place", "days", "condition", "off_at"}

    def __str__(self) -> str:
        return self.name


class LoanQuerySet(models.QuerySet["Loan"]):
    """Questions about loans."""

    def out(self) -> Self:
        """Not given back yet."""
        return self.filter(back_at=None)


class Loan(Coded):
    """A household has a thing until a day. The database refuses a second one of the same thing."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="loans")
    family = models.ForeignKey("families.Family", null=True, on_delete=models.SET_NULL, related_name="loans")
    lent_at = models.DateTimeField(default=clock.now)
    lent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField()
    longer_at = models.DateTimeField(null=True, help_text="When the family said that they keep it longer.")
    back_at = models.DateTimeField(null=True)
    back_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    condition = models.CharField(max_length=6, choices=Thing.Condition, blank=True, help_text="As it came back.")

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="loans_by_day", condition=Q(back_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["thing"], name="a_thing_is_lent_once", condition=Q(back_at=None)),
            models.CheckConstraint(
                name="what_is_back_says_how",
                condition=Q(back_at=None, condition="") | ~Q(back_at=None) & ~Q(condition=""),
            ),
        ]

    class Personal:
        basis = "legitimate interests: lending things and getting them back"
        kept = "12 months after it is back, then without the family"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("back_at",), months=12)]
        erase = {"family": None}
        keep = {"id", "code", "thing", "lent_at", "lent_by", "due_on", "longer_at", "back_at", "back_to", "condition"}

    def __str__(self) -> str:
        return f"Loan {self.pk}"

    @property
    def is_late(self) -> bool:
        """Its day is over."""
        day: date = self.due_on
        return day < clock.today()


class Wish(models.Model):
    """A household asks for a thing. One each; it goes when they have it."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="wishes")
    family = models.ForeignKey("families.Family", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["thing", "family"], name="one_wish_per_household")]

    class Personal:
        basis = "consent of the family"
        kept = "until they have it or take it back"
        whose = {"families.family": ("family",)}
        erase = {"family": DELETE}
        keep = {"id", "thing", "at"}

    def __str__(self) -> str:
        return f"Wish {self.pk}"
