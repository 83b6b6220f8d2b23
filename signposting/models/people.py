"""The people families can ask by name: a health visitor, a midwife, and who is there when they are away (S3-19)."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE

from .reviewed import REVIEWED, Reviewed


class NamedPersonQuerySet(models.QuerySet["NamedPerson"]):
    """Questions about named people."""

    def shown(self) -> Self:
        """Who has agreed that families read their name."""
        return self.exclude(agreed_at=None)


class NamedPerson(Coded, Reviewed):
    """Somebody from outside whom families may ask for by name. Nobody is named who has not agreed."""

    class Kind(models.TextChoices):
        HEALTH_VISITOR = "health_visitor", _("Health visitor")
        MIDWIFE = "midwife", _("Midwife")
        FAMILY_WORKER = "family_worker", _("Family support worker")
        SPEECH = "speech", _("Speech and language therapist")
        LIBRARIAN = "librarian", _("Librarian")
        OTHER = "other", _("Somebody else")

    class How(models.TextChoices):
        WRITTEN = "written", _("In writing")
        SAID = "said", _("They said so")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    works_for = models.CharField(max_length=120, blank=True)
    days = ArrayField(models.CharField(max_length=2), default=list, help_text="Week days on which they are here.")
    hours = models.CharField(max_length=120, blank=True, help_text="When and where on those days.")
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    agreed_at = models.DateTimeField(null=True, help_text="When they agreed to be named.")
    agreed_how = models.CharField(max_length=10, choices=How, blank=True)
    contact_agreed = models.BooleanField(default=False, help_text="May families read how to reach them?")
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True, help_text="The last day they are away.")
    cover = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="covers")

    objects = NamedPersonQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "pk"]
        indexes = [models.Index(fields=["review_on"], name="named_people_to_look_at")]
        constraints = [
            models.CheckConstraint(
                name="who_agreed_says_when_and_how",
                condition=Q(agreed_at=None, agreed_how="") | (Q(agreed_at__isnull=False) & ~Q(agreed_how="")),
            ),
            models.CheckConstraint(
                name="no_contact_is_shown_of_who_did_not_agree",
                condition=Q(contact_agreed=False) | Q(agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="somebody_comes_back_after_going",
                condition=Q(away_from=None) | Q(away_until=None) | Q(away_until__gte=F("away_from")),
            ),
            models.CheckConstraint(name="nobody_covers_for_themselves", condition=Q(cover=None) | ~Q(cover=F("pk"))),
        ]

    class Personal:
        basis = "consent: they agreed to be named to families"
        kept = "until they ask us to take them off, or stop coming"
        whose = {"accounts.user": ("email",)}
        erase = {"name": DELETE, "phone": "", "email": "", "hours": "", "works_for": ""}
        keep = {
            "id", "code", "kind", "days", "agreed_at", "agreed_how", "contact_agreed", "away_from", "away_until",
            "cover", *REVIEWED,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def is_away(self, on: date) -> bool:
        """Not here on this day, and for longer than a day off."""
        if self.away_from is None and self.away_until is None:
            return False
        return (self.away_from or on) <= on <= (self.away_until or on)

    @property
    def shown_phone(self) -> str:
        """Their number, where they agreed that families read it."""
        return self.phone if self.contact_agreed else ""

    @property
    def shown_email(self) -> str:
        """Their address, where they agreed that families read it."""
        return self.email if self.contact_agreed else ""
