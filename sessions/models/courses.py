"""Who is on a course, who was asked to something, and who would like to learn."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models import Carer, Family
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE
from sessions.models.booking import HOLDING, LIVE, BookingState
from sessions.models.timetable import Programme


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Questions about places on courses. Views start from `for_user`."""

    def for_user(self, user: models.Model) -> Self:
        """Of their own household and of those they help, but where only children closed to them come."""
        from sessions.models.booking import Booking  # noqa: PLC0415  the rows of both know each other

        theirs = Booking.objects.for_user(user).filter(enrolment__isnull=False)
        return self.filter(family__in=Family.objects.acted_for_by(user), pk__in=theirs.values("enrolment"))

    def live(self) -> Self:
        """Waiting, offered or booked."""
        return self.filter(state__in=LIVE)

    def holding(self) -> Self:
        """Filling places."""
        return self.filter(state__in=HOLDING)

    def queue(self) -> Self:
        """The waiting list of a course, first come first."""
        return self.filter(state=BookingState.WAITING).order_by("waiting_since", "pk")


class Enrolment(Coded):
    """A household on a course: its bookings of all dates, which wait, are offered and are given up as one."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="enrolments")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField(max_length=10, choices=BookingState.choices)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(
        Carer, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Letters about it go to this carer."
    )
    submit_key = models.UUIDField(null=True, blank=True, help_text="Of the form it came with: sent twice, taken once.")
    waiting_since = models.DateTimeField(null=True, blank=True)
    passed_over = models.CharField(max_length=40, blank=True, help_text="The limit that kept it from the last offer.")
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    before = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    after = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_live_enrolment_per_family", fields=["programme", "family"], condition=Q(state__in=LIVE)
            ),
            models.UniqueConstraint(name="a_form_enrols_once", fields=["family", "submit_key"]),
            models.CheckConstraint(
                name="a_course_offer_ends", condition=Q(offer_ends_at__isnull=False) | ~Q(state=BookingState.OFFERED)
            ),
            models.CheckConstraint(
                name="who_waits_for_a_course_has_a_turn",
                condition=Q(waiting_since__isnull=False) | ~Q(state=BookingState.WAITING),
            ),
        ]
        indexes = [
            models.Index(name="enrolments_of_a_course", fields=["programme", "state", "waiting_since"]),
            models.Index(
                name="course_offers_running_out", fields=["offer_ends_at"], condition=Q(state=BookingState.OFFERED)
            ),
        ]

    class Personal:
        basis = "legitimate interests: running, safety"
        kept = "as the family"
        whose = {"families.family": ("family",)}
        life = {"families.family": ("family", ("made_at",))}
        erase = {"family": DELETE, "made_by": None, "contact": None, "before": None, "after": None}
        keep = {
            *("id", "code", "programme", "state", "made_at", "submit_key", "waiting_since", "passed_over"),
            *("offer_ends_at", "ended_at"),
        }

    def __str__(self) -> str:
        return f"Enrolment {self.pk} ({self.state})"

    @property
    def is_live(self) -> bool:
        """Waiting, offered or booked?"""
        return self.state in LIVE


class Invite(Coded):
    """The leaders have asked a household to something. Where places go by invitation, it may book then."""

    class Answer(models.TextChoices):
        """What they said."""

        NONE = "", _("No answer yet")
        YES = "yes", _("Yes, please")
        NO = "no", _("Not now")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="invites")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="invites_to_programmes")
    contact = models.ForeignKey(Carer, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="asked_once", fields=["programme", "family"])]

    class Personal:
        basis = "legitimate interests: running, support"
        kept = "as the family"
        whose = {"families.family": ("family",)}
        life = {"families.family": ("family", ("made_at", "answered_at"))}
        erase = {"family": DELETE, "contact": None, "made_by": None}
        keep = {"id", "code", "programme", "made_at", "answer", "answered_at"}

    def __str__(self) -> str:
        return f"Invite {self.pk}"


class Outcome(models.TextChoices):
    """What became of it, some weeks later."""

    USED = "used", _("I use what I learned")
    MORE = "more", _("I went on to another course or training")
    WORK = "work", _("It helped me towards work or volunteering")
    NOT_YET = "not_yet", _("Not yet")


class Interest(Coded):
    """A parent would like to learn this: said on *Learning for you*. Some weeks after it a letter asks what became."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="interests")
    carer = models.ForeignKey(Carer, on_delete=models.CASCADE, related_name="interests")
    made_at = models.DateTimeField(default=clock.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="interested_once", fields=["programme", "carer"])]

    class Personal:
        basis = "legitimate interests: running, support"
        kept = "as the family"
        whose = {"families.carer": ("carer",), "families.family": ("carer__family",)}
        life = {"families.family": ("carer__family", ("made_at", "outcome_at"))}
        erase = {"carer": DELETE}
        keep = {"id", "code", "programme", "made_at", "asked_at", "outcome", "outcome_at"}

    def __str__(self) -> str:
        return f"Interest {self.pk}"
