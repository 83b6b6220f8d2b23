"""How somebody becomes a volunteer: they apply, two people speak for them, they learn, they agree each year."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from groupsite.kit.sealed import SealedText


class Application(Coded):
    """Somebody would like to be a volunteer."""

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", _("Waiting for us")
        WELCOMED = "welcomed", _("Welcomed")
        DECLINED = "declined", _("Not this time")

    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True)
    why = models.TextField(max_length=1000, blank=True)
    free_on = models.CharField(max_length=200, blank=True)
    heard_from = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why_welcomed = models.CharField(
        max_length=300, blank=True, db_default="", help_text="Why without two people who speak for them."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_decided_application_says_when",
                condition=Q(state="new", decided_at=None) | (~Q(state="new") & Q(decided_at__isnull=False)),
            )
        ]
        indexes = [models.Index(name="applications_waiting", fields=["made_at"], condition=Q(state="new"))]

    class Personal:
        basis = "legitimate interests: safe recruiting"
        kept = "6 months after our decision, 12 months without one"
        whose = {"accounts.user": ("email",)}
        terms = [
            Term(since=("decided_at",), months=6),
            Term(since=("made_at",), months=12, only=Q(decided_at=None)),
        ]
        erase = {
            "name": "",
            "email": "",
            "phone": "",
            "why": "",
            "free_on": "",
            "heard_from": list,
            "decided_by": None,
            "why_welcomed": "",
        }
        keep = {"id", "code", "state", "made_at", "decided_at"}

    def __str__(self) -> str:
        return f"Application {self.pk} ({self.state})"


class Reference(Coded):
    """Somebody who knows an applicant, and what they say. Answered once, by a link of their own."""

    class Trust(models.TextChoices):
        """Would they leave their own child with this person?"""

        YES = "yes", _("Yes, gladly")
        UNSURE = "unsure", _("I am not sure")
        NO = "no", _("No")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="references")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    known_for = models.CharField(max_length=200, blank=True)
    trusts = models.CharField(max_length=10, choices=Trust.choices, blank=True)
    words = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answered_reference_says_something",
                condition=Q(answered_at=None, trusts="") | (Q(answered_at__isnull=False) & ~Q(trusts="")),
            )
        ]

    class Personal:
        basis = "legitimate interests: safe recruiting"
        kept = "as the application; given in confidence, and not in an export"
        told = False
        whose = {"accounts.user": ("email",)}
        erase = {"name": "", "email": "", "known_for": "", "words": ""}
        keep = {"id", "code", "application", "asked_at", "answered_at", "trusts"}

    def __str__(self) -> str:
        return f"Reference {self.pk}"


class InductionStep(models.Model):
    """One thing a new helper has been shown."""

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="induction")
    step = models.CharField(max_length=20)
    done_at = models.DateTimeField(default=clock.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="a_step_is_done_once", fields=["volunteer", "step"])]

    class Personal:
        basis = "legitimate interests: safe recruiting"
        kept = "as the account"
        whose = {"accounts.user": ("volunteer",)}
        erase = {"volunteer": DELETE, "noted_by": None}
        keep = {"id", "step", "done_at"}

    def __str__(self) -> str:
        return f"Step {self.step} of {self.volunteer_id}"


class Agreement(models.Model):
    """One person read one version of one policy, and agreed."""

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agreements")
    policy = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    agreed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(name="agreements_of_a_person", fields=["volunteer", "policy", "-agreed_at"])]

    class Personal:
        basis = "legitimate interests: safe recruiting"
        kept = "as the account"
        whose = {"accounts.user": ("volunteer",)}
        erase = {"volunteer": DELETE}
        keep = {"id", "policy", "version", "agreed_at"}

    def __str__(self) -> str:
        return f"Agreement {self.pk} ({self.policy})"


class DbsFacts(Coded):
    """Of a DBS check we keep its date, level, number, our decision and the next check; never the certificate."""

    class Level(models.TextChoices):
        """How far the check looks."""

        BASIC = "basic", _("Basic")
        STANDARD = "standard", _("Standard")
        ENHANCED = "enhanced", _("Enhanced")
        BARRED = "barred", _("Enhanced, with the barred list")

    volunteer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="dbs_facts"
    )
    name = models.CharField(max_length=200)
    issued_on = models.DateField()
    level = models.CharField(max_length=10, choices=Level.choices)
    number = SealedText()
    is_clear = models.BooleanField(help_text="Our decision: may help.")
    next_check_on = models.DateField()
    noted_at = models.DateTimeField(default=clock.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When the person stopped helping.")

    class Meta:
        verbose_name_plural = "DBS facts"
        constraints = [
            models.CheckConstraint(
                name="the_next_check_comes_later", condition=Q(next_check_on__gt=models.F("issued_on"))
            )
        ]

    class Personal:
        basis = "legitimate interests: safe recruiting; DPA 2018 schedule 1 paragraph 18"
        kept = "6 years after the person stopped helping, also when they ask us to delete the rest (safe recruiting)"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("ended_at",), months=72)]
        erase = {"volunteer": DELETE, "name": "", "number": "", "noted_by": None}
        keep = {"id", "code", "issued_on", "level", "is_clear", "next_check_on", "noted_at", "ended_at"}

    def __str__(self) -> str:
        return f"DBS facts {self.pk}"
