"""What adults may do, and how they come in: rights per child, invitations."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from families.models.household import Carer, Child, Family
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term


class Say(models.TextChoices):
    """What one carer may do for one child."""

    ALL = "all", _("Everything")
    BRING = "bring", _("Book and bring, but not see or change health notes")
    NONE = "none", _("Nothing")


class RightQuerySet(models.QuerySet["Right"]):
    """Questions about rights."""

    def closing(self, user: models.Model, *says: str) -> Self:
        """Where this person has been given no more than that."""
        return self.filter(carer__user=user, say__in=says)


class Right(models.Model):
    """What a carer may do for a child of the household, where it is less than everything."""

    carer = models.ForeignKey(Carer, on_delete=models.CASCADE, related_name="rights")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="rights")
    say = models.CharField(max_length=6, choices=Say.choices, default=Say.ALL)

    objects = RightQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_right_per_carer_and_child", fields=["carer", "child"])]

    class Personal:
        basis = "legitimate interests: running bookings"
        kept = "as the family"
        whose = {"families.child": ("child",), "families.carer": ("carer",), "families.family": ("carer__family",)}
        erase = {"child": DELETE}
        keep = {"id", "carer", "say"}

    def __str__(self) -> str:
        return f"{self.carer} for {self.child}: {self.say}"


INVITED_FOR = timedelta(days=14)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def live(self, at: datetime | None = None) -> Self:
        """Sent in the last fortnight, and neither taken up, declined nor taken back."""
        since = (at or clock.now()) - INVITED_FOR
        return self.filter(accepted_at=None, ended_at=None, made_at__gt=since)


class Invitation(Coded):
    """An adult is asked in: to the household, to a child's other home, or as a helper. The letter's link is signed."""

    class Kind(models.TextChoices):
        """What the invited person becomes."""

        CARER = "carer"
        OTHER_HOME = "other_home"
        HELPER = "helper"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    carer = models.ForeignKey(
        Carer, null=True, blank=True, on_delete=models.CASCADE, help_text="The adult on the list who gets a sign-in."
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    children = models.ManyToManyField(Child, blank=True, related_name="+")
    until = models.DateField(null=True, blank=True, help_text="A helper's last day.")
    made_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Taken back or declined.")

    objects = InvitationQuerySet.as_manager()

    class Personal:
        basis = "legitimate interests: letting the right adults in"
        kept = "30 days after it ends"
        managed = True
        whose = {"families.family": ("family",), "families.carer": ("carer",)}
        terms = [Term(since=("made_at", "accepted_at", "ended_at"), days=44)]  # a link is good for 14 days
        erase = {"family": DELETE, "name": "", "email": "", "by": None}
        keep = {"id", "code", "carer", "kind", "until", "made_at", "accepted_at", "ended_at"}

    def __str__(self) -> str:
        return f"Invitation {self.pk} ({self.kind})"
