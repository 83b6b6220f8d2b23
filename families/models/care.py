"""How a family is doing with us: what it told us, what it agreed to, what a leader did about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from families.models.household import Carer, Child, Family
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from groupsite.kit.sealed import SealedText


class AboutMe(Coded):
    """All about one child, in the family's words. Optional; withdrawn by deleting it (S2-03)."""

    child = models.OneToOneField(Child, on_delete=models.CASCADE, related_name="about_me")
    loves = SealedText()
    calms = SealedText()
    words = SealedText(help_text="Words and signs the child uses.")
    routine = SealedText(help_text="Sleep, food, comfort.")
    changed_at = models.DateTimeField(default=clock.now)

    class Personal:
        basis = "consent of the family"
        kept = "as the family, or until withdrawn"
        whose = {"families.child": ("child",)}
        terms = [Term(since=("child__homes__family__left_at",), days=30)]
        erase = {"child": DELETE, "loves": "", "calms": "", "words": "", "routine": ""}
        keep = {"id", "code", "changed_at"}

    def __str__(self) -> str:
        return f"All about {self.child_id}"


class Consent(models.Model):
    """One yes or no: to what, in which exact words, by whom, when, how. Never changed; the newest line counts."""

    class How(models.TextChoices):
        """The way it was given."""

        SCREEN = "screen", _("On screen")
        PAPER = "paper", _("On paper")
        SPOKEN = "spoken", _("Spoken, read back to them")
        INTERPRETER = "interpreter", _("With an interpreter")

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="consents")
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="consents")
    carer = models.ForeignKey(
        Carer, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Whose yes or no it is."
    )
    purpose = models.CharField(max_length=20, help_text="A key of families.rules.consents.")
    version = models.PositiveSmallIntegerField()
    words = models.TextField(help_text="The exact words that were shown.")
    language = models.CharField(max_length=10)
    given = models.BooleanField()
    how = models.CharField(max_length=12, choices=How.choices, default=How.SCREEN)
    at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(name="consents_newest", fields=["family", "purpose", "child", "-id"])]

    class Personal:
        basis = "legal obligation: proof of consent"
        kept = "as the family"
        whose = {"families.family": ("family",), "families.child": ("child",)}
        erase = {"family": DELETE, "child": None, "carer": None, "entered_by": None}
        keep = {"id", "purpose", "version", "words", "language", "given", "how", "at"}

    def __str__(self) -> str:
        return f"{self.purpose}: {'yes' if self.given else 'no'}"


class Contact(Coded):
    """A word with a family: at the first, third or sixth visit, after missed ones, or a gentle letter."""

    class Kind(models.TextChoices):
        """What it was about."""

        VISIT = "visit", _("A word at a visit")
        GENTLE = "gentle", _("A gentle hello")
        MISSED = "missed", _("After missed sessions")
        GOODBYE = "goodbye", _("A goodbye with next steps")

    class Way(models.TextChoices):
        """How."""

        SPOKE = "spoke", _("Spoke to them")
        RANG = "rang", _("Rang")
        LETTER = "letter", _("Letter")
        LEFT = "left", _("Decided to leave them be")

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    visit = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Which visit: 1, 3 or 6.")
    note = SealedText()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_word_per_visit", fields=["family", "visit"], condition=models.Q(kind="visit")
            )
        ]
        indexes = [models.Index(name="contacts_of_a_family", fields=["family", "kind", "-at"])]

    class Personal:
        basis = "legitimate interests: looking after families"
        kept = "12 months"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("at",), months=12)]
        erase = {"family": DELETE, "note": "", "by": None}
        keep = {"id", "code", "kind", "way", "visit", "at"}

    def __str__(self) -> str:
        return f"{self.kind} by {self.way}"


class FirstVisit(Coded):
    """What a family says of its first visit, if it wants to."""

    class Answer(models.TextChoices):
        """One button."""

        GOOD = "good", _("Good, we’ll come again")
        MIXED = "mixed", _("Some of it was hard")
        NOT_FOR_US = "not_for_us", _("Not for us")

    family = models.OneToOneField(Family, on_delete=models.CASCADE, related_name="first_visit")
    visited_on = models.DateField()
    answer = models.CharField(max_length=10, blank=True, choices=Answer.choices)
    words = SealedText()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        basis = "consent of the family"
        kept = "12 months"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("visited_on",), months=12)]
        erase = {"family": DELETE, "answer": "", "words": ""}
        keep = {"id", "code", "visited_on", "answered_at"}

    def __str__(self) -> str:
        return f"First visit ({self.answer or 'no answer yet'})"
