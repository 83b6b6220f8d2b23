"""Whom we work with, what was agreed, and when we talk about it again (S2-14, S5-11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from groupsite.kit.codes import Coded

from .reviewed import REVIEWED, Reviewed


class Partner(Coded, Reviewed):
    """An organisation we share a scheme, a room or things with."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("The council or a Family Hub")
        HEALTH = "health", _("Health")
        SCHOOL = "school", _("A school or nursery")
        CHARITY = "charity", _("A charity or church")
        BUSINESS = "business", _("A shop or business")
        OTHER = "other", _("Somebody else")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    agreement = models.TextField(help_text="What each of us does.")
    agreed_on = models.DateField(null=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["review_on"], name="partners_to_talk_to")]

    class Personal:
        basis = "legitimate interests: working with others for families"
        kept = "while we work together; taken off, all of it goes"
        whose = {"accounts.user": ("contact_email",)}
        erase = {"contact_name": "", "contact_phone": "", "contact_email": ""}
        keep = {"id", "code", "name", "kind", "agreement", "agreed_on", *REVIEWED}

    def __str__(self) -> str:
        return self.name
