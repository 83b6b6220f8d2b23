"""Households as they are: several carers, children who may live in two homes, a friendly face for the first visit."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE


class FamilyQuerySet(models.QuerySet["Family"]):
    """Questions about households. Views start from `for_user`."""

    def for_user(self, user: models.Model) -> Self:
        """The households in which this person is a carer."""
        return self.filter(carers__user=user)

    def waiting_for_a_friendly_face(self) -> Self:
        """They asked, and nobody walks in with them or is being asked to."""
        taken = BuddyPair.objects.live().filter(newcomer=OuterRef("pk"))
        return self.filter(~Exists(taken), wants_friendly_face=True)


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
    offers_friendly_face = models.BooleanField(default=False)
    buddies_at_once = models.PositiveSmallIntegerField(default=1)
    heard_from = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "families"

    class Personal:
        basis = "legitimate interests: running bookings; languages by consent"
        kept = "12 months after last activity"
        erase = {
            "outcode": "",
            "languages": list,
            "wants_friendly_face": False,
            "offers_friendly_face": False,
            "heard_from": list,
        }
        keep = {"id", "code", "joined_at", "entered_by", "buddies_at_once"}

    def __str__(self) -> str:
        return f"Family {self.pk}"

    @property
    def main_carer(self) -> "Carer | None":
        """Whom letters go to; asked of carers already fetched."""
        return next((carer for carer in self.carers.all() if carer.is_main), None)


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

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_main_carer", fields=["family"], condition=Q(is_main=True)),
            models.CheckConstraint(name="a_carer_has_a_name", condition=~Q(name="")),
        ]
        indexes = [models.Index(Lower("name"), name="carers_by_name")]

    class Personal:
        basis = "legitimate interests: running bookings"
        kept = "12 months after last activity"
        erase = {"name": DELETE, "relationship": "", "email": "", "phone": "", "user": None}
        keep = {"id", "code", "family", "is_main"}

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
    allergies = models.CharField(max_length=300, blank=True)
    allergy_action = models.CharField(max_length=500, blank=True, help_text="What should we do?")
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

    class Personal:
        basis = "legitimate interests: age band and register; explicit consent for health"
        kept = "as the family; health for 30 days after leaving"
        erase = {
            "first_name": DELETE,
            "last_name": "",
            "born_on": None,
            "due_on": None,
            "allergies": "",
            "allergy_action": "",
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
        erase: dict[str, object] = {}
        keep = {"id", "child", "family"}

    def __str__(self) -> str:
        return f"{self.child} in {self.family}"


class Registration(models.Model):
    """Answers of somebody who is half-way through joining; gone once they have joined, or after 30 days."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registration")
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    started_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now, db_index=True)

    class Personal:
        basis = "legitimate interests: finishing what was started"
        kept = "30 days after the last answer"
        erase = {"user": DELETE, "answers": dict}
        keep = {"id", "started_at", "changed_at"}

    def __str__(self) -> str:
        return f"Registration {self.pk}"


class BuddyPairQuerySet(models.QuerySet["BuddyPair"]):
    """Questions about pairs."""

    def live(self) -> Self:
        """Proposed, or walking together."""
        return self.filter(state__in=[BuddyPair.State.PROPOSED, BuddyPair.State.TOGETHER])

    def with_carers(self) -> Self:
        """With what a page says of the two families."""
        return self.select_related("newcomer", "buddy").prefetch_related("newcomer__carers", "buddy__carers")


class BuddyPair(Coded):
    """A family who knows the place, walking in with one who does not. Both agree before either sees a name."""

    class State(models.TextChoices):
        """How far the two have come."""

        PROPOSED = "proposed"
        TOGETHER = "together"
        DECLINED = "declined"
        ENDED = "ended"

    newcomer = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="as_newcomer")
    buddy = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="as_buddy")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField(default=clock.now)
    newcomer_agreed_at = models.DateTimeField(null=True, blank=True)
    buddy_agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BuddyPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_buddy_at_a_time", fields=["newcomer"], condition=Q(state__in=["proposed", "together"])
            ),
            models.CheckConstraint(name="nobody_is_their_own_buddy", condition=~Q(newcomer=F("buddy"))),
            models.CheckConstraint(
                name="together_means_both_agreed",
                condition=~Q(state="together") | Q(newcomer_agreed_at__isnull=False, buddy_agreed_at__isnull=False),
            ),
        ]

    class Personal:
        basis = "consent of both"
        kept = "6 months after the match ends"
        erase = {"newcomer": DELETE, "buddy": DELETE}
        keep = {"id", "code", "state", "proposed_at", "newcomer_agreed_at", "buddy_agreed_at", "ended_at"}

    def __str__(self) -> str:
        return f"Buddy pair {self.pk} ({self.state})"
