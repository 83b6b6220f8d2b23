"""Households as they are: several carers, children who may live in two homes, helpers for a while."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from families.models.buddies import BuddyPair
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from groupsite.kit.sealed import SealedText


class FamilyQuerySet(models.QuerySet["Family"]):
    """Questions about households. Views start from `for_user`."""

    def for_user(self, user: models.Model) -> Self:
        """The households in which this person is a carer."""
        return self.filter(carers__user=user)

    def acted_for_by(self, user: Any) -> Self:
        """Their own household, and those they help on this day: whom they may book for.

        One set of the two, since Postgres reads every household to answer an OR of two questions.
        """
        helped = Helper.objects.live().filter(user=user).values("family")
        own = Carer.objects.filter(user=user).values("family")
        return self.filter(pk__in=own.union(helped))

    def waiting_for_a_friendly_face(self) -> Self:
        """They asked, and nobody walks in with them or is being asked to."""
        taken = BuddyPair.objects.live().filter(newcomer=OuterRef("pk"))
        return self.filter(~Exists(taken), wants_friendly_face=True, left_at=None)


SAID_SOMETHING = ~Q(best_days=[]) | ~Q(languages=[]) | ~Q(heard_from=[])
ASKED_FOR_SOMETHING = ~Q(formats=[]) | ~Q(interpreter="") | ~Q(lonely="")


class LeftWhy(models.TextChoices):
    """Why a household comes no more."""

    GROWN = "grown", _("The children have outgrown us")
    MOVED = "moved", _("Moved away")
    ASKED = "asked", _("Asked us to stop")


class Family(Coded):
    """A household: the unit that books, waits and walks in."""

    joined_at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Staff who filled this in with the family.",
    )
    outcode = models.CharField(max_length=4, blank=True, help_text="First half of the postcode; no more is kept.")
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    wants_friendly_face = models.BooleanField(default=False)
    asked_for_face_at = models.DateTimeField(null=True, blank=True, help_text="Since when they wait for one.")
    offers_friendly_face = models.BooleanField(default=False)
    buddies_at_once = models.PositiveSmallIntegerField(default=1)
    buddy_wishes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    buddy_programmes = ArrayField(
        models.UUIDField(), default=list, blank=True, help_text="Codes of the groups they would walk into."
    )
    heard_from = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    own_words = models.CharField(max_length=300, blank=True, help_text="The family as it describes itself.")
    festivals = SealedText(help_text="Days that matter to them.")
    food = SealedText(help_text="What they eat and do not eat.")
    best_days = ArrayField(models.CharField(max_length=6), default=list, blank=True, help_text="Such as tue_am.")
    found_by = models.TextField(blank=True, editable=False, help_text="Everybody's names, folded for searching.")
    left_at = models.DateTimeField(null=True, blank=True)
    left_why = models.CharField(max_length=20, blank=True, choices=LeftWhy.choices)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "families"
        indexes = [
            # With a list of pending rows a search after an import of 5,000 took three seconds instead of a tenth.
            GinIndex(fields=["found_by"], opclasses=["gin_trgm_ops"], name="families_by_names", fastupdate=False),
            models.Index(fields=["joined_at"], name="families_by_joining"),
            models.Index(fields=["joined_at"], condition=Q(wants_friendly_face=True), name="families_who_ask"),
            models.Index(fields=["joined_at"], condition=Q(offers_friendly_face=True), name="families_who_offer"),
            models.Index(fields=["id"], condition=Q(left_at=None, merged_into=None), name="families_who_are_here"),
            models.Index(fields=["id"], condition=SAID_SOMETHING, name="families_who_told_us"),
        ]

    class Personal:
        basis = "legitimate interests: running bookings; languages by consent"
        kept = "12 months after last activity"
        whose = {"families.family": ("pk",)}
        terms = [Term(since=("joined_at",), months=12), Term(since=("left_at",), days=30, fields=frozenset({"food"}))]
        erase = {
            "outcode": "",
            "languages": list,
            "wants_friendly_face": False,
            "offers_friendly_face": False,
            "buddy_wishes": list,
            "buddy_programmes": list,
            "heard_from": list,
            "own_words": "",
            "festivals": "",
            "food": "",
            "best_days": list,
            "found_by": "",
        }
        keep = {
            *("id", "code", "joined_at", "entered_by", "asked_for_face_at", "buddies_at_once"),
            *("left_at", "left_why", "merged_into"),
        }

    def __str__(self) -> str:
        return f"Family {self.pk}"

    @property
    def main_carer(self) -> "Carer | None":
        """Whom letters go to; asked of carers already fetched."""
        return next((carer for carer in self.carers.all() if carer.is_main), None)


class ContactBy(models.TextChoices):
    """The way somebody wants to be reached."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    PHONE = "phone", _("Phone call")
    IN_PERSON = "in_person", _("Only face to face, at the group")


class NewsBy(models.TextChoices):
    """The way the portal sends news of a booking."""

    EMAIL = "email", _("By e-mail")
    TEXT = "text", _("By text message")
    BOTH = "both", _("Both")


def default_wants() -> list[str]:
    """Everything to do with what they have booked; news only if they ask."""
    return ["bookings", "reminders"]


class Carer(Coded):
    """An adult of a household, with or without a sign-in. Relationship is in their own words."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="carers")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="carer"
    )
    name = models.CharField(max_length=200)
    relationship = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True, help_text="E.164, such as +447700900123.")
    is_main = models.BooleanField(default=False, help_text="Letters go to this carer unless others ask for them.")
    joined_at = models.DateTimeField(default=clock.now)
    contact_by = models.CharField(max_length=10, choices=ContactBy.choices, default=ContactBy.EMAIL)
    urgent_by = models.CharField(
        max_length=10,
        choices=NewsBy.choices,
        default=NewsBy.EMAIL,
        help_text="A session is off or has moved, a place is free.",
    )
    reminders_by = models.CharField(max_length=10, choices=NewsBy.choices, default=NewsBy.EMAIL)
    contact_note = SealedText(help_text="When and how it is safe and convenient to reach them.")
    address = SealedText(help_text="A protected address: the carer's own eyes and the safeguarding lead's.")
    wants = ArrayField(
        models.CharField(max_length=20), default=default_wants, blank=True, help_text="Letters they get."
    )
    reads_in = models.CharField(max_length=40, blank=True, help_text="Language and script they read best.")
    interpreter = models.CharField(max_length=40, blank=True, help_text="Language of the interpreter they need.")
    formats = ArrayField(models.CharField(max_length=20), default=list, blank=True, help_text="Such as large_print.")
    access = SealedText(help_text="What makes it easier for them to take part.")
    lonely = SealedText(help_text="The one optional question; not even the other adults see the answer.")
    skills = models.CharField(max_length=300, blank=True, help_text="What they would share: guitar, sewing, Polish.")
    needs_told_at = models.DateTimeField(null=True, blank=True, help_text="When needs were last asked or confirmed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_main_carer", fields=["family"], condition=Q(is_main=True)),
            models.CheckConstraint(name="a_carer_has_a_name", condition=~Q(name="")),
        ]
        indexes = [
            models.Index(Lower("name"), name="carers_by_name"),
            models.Index(Lower("email"), name="carers_by_email"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="carers_by_phone"),
            models.Index(fields=["name"], condition=~Q(address=""), name="carers_with_an_address"),
            models.Index(fields=["name"], condition=~Q(skills=""), name="carers_with_skills"),
            models.Index(fields=["family"], condition=ASKED_FOR_SOMETHING, name="carers_with_answers"),
        ]

    class Personal:
        basis = "legitimate interests: running bookings"
        kept = "as the family"
        whose = {"families.carer": ("pk",), "families.family": ("family",), "accounts.user": ("user",)}
        life = {"families.family": ("family", ("joined_at", "user__last_login"))}
        others = {"name", "relationship"}
        terms = [Term(since=("family__left_at",), days=30, fields=frozenset({"access", "formats", "interpreter"}))]
        erase = {
            "name": DELETE,
            "relationship": "",
            "email": "",
            "phone": "",
            "user": None,
            "contact_by": ContactBy.EMAIL,
            "urgent_by": NewsBy.EMAIL,
            "reminders_by": NewsBy.EMAIL,
            "contact_note": "",
            "address": "",
            "wants": list,
            "reads_in": "",
            "interpreter": "",
            "formats": list,
            "access": "",
            "lonely": "",
            "skills": "",
        }
        keep = {"id", "code", "family", "is_main", "joined_at", "needs_told_at"}

    def __str__(self) -> str:
        return self.name


class Child(Coded):
    """A child, born or expected. An allergy always says what to do."""

    families: "models.ManyToManyField[Family, Home]" = models.ManyToManyField(
        Family, through="Home", related_name="children"
    )
    first_name = models.CharField(max_length=200)
    last_name = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    allergies = SealedText()
    allergy_action = SealedText(help_text="What should we do?")
    health_note = SealedText(help_text="What else we should know, and what to do.")
    helps = SealedText(help_text="What helps this child.")
    health_told_at = models.DateTimeField(null=True, blank=True, help_text="When health was last asked or confirmed.")
    health_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "children"
        constraints = [
            models.CheckConstraint(
                name="a_child_is_born_or_expected",
                condition=Q(born_on__isnull=False, due_on=None) | Q(born_on=None, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_allergy_says_what_to_do", condition=Q(allergies="") | ~Q(allergy_action="")
            ),
        ]
        indexes = [models.Index(fields=["born_on"], name="children_by_birthday")]

    class Personal:
        basis = "legitimate interests: age band and register; explicit consent for health"
        kept = "as the family; health for 30 days after leaving"
        whose = {"families.child": ("pk",)}
        terms = [
            Term(
                since=("homes__family__left_at",),
                days=30,
                fields=frozenset({"allergies", "allergy_action", "health_note", "helps"}),
            )
        ]
        erase = {
            "first_name": DELETE,
            "last_name": "",
            "born_on": None,
            "due_on": None,
            "allergies": "",
            "allergy_action": "",
            "health_note": "",
            "helps": "",
            "health_told_at": None,
            "health_changed_at": None,
        }
        keep = {"id", "code"}

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def age_in_months(self, on: date) -> int:
        """Whole months old on a day; negative before birth."""
        born = self.born_on or self.due_on
        assert born is not None
        return clock.age_in_months(born, on)


class Home(models.Model):
    """A child lives in a household. Two homes of one child see nothing of each other (M10)."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="homes")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="homes")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_child_lives_there_once", fields=["child", "family"])]

    class Personal:
        basis = "legitimate interests: running bookings"
        kept = "as the family"
        whose = {"families.child": ("child",), "families.family": ("family",)}
        erase = {"child": DELETE}
        keep = {"id", "family"}

    def __str__(self) -> str:
        return f"{self.child} in {self.family}"


class HelperQuerySet(models.QuerySet["Helper"]):
    """Questions about helpers."""

    def live(self, on: date | None = None) -> Self:
        """Helping on a day: begun, not over, and not ended by anybody."""
        on = on or clock.today()
        return self.filter(ended_at=None, since__lte=on, until__gte=on)


class Helper(Coded):
    """Somebody outside the household who may book or speak for it, until a day the family set (S2-13)."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helps")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The adult who invited them; when that one goes, so do they.",
    )
    name = models.CharField(max_length=200)
    relationship = models.CharField(max_length=60, blank=True)
    since = models.DateField(default=clock.today)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HelperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_helper_helps_a_family_once", fields=["family", "user"], condition=Q(ended_at=None)
            )
        ]

    class Personal:
        basis = "consent of the family and the helper"
        kept = "12 months after the end"
        whose = {"families.family": ("family",), "accounts.user": ("user",)}
        terms = [Term(since=("until", "ended_at"), months=12)]
        erase = {"user": DELETE, "asked_by": None, "name": "", "relationship": ""}
        keep = {"id", "code", "family", "since", "until", "ended_at"}

    def __str__(self) -> str:
        return self.name
