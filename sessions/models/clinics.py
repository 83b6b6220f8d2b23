"""Clinics: how their time is spent, and who has which time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _

from sessions.models.booking import Booking
from sessions.models.timetable import NOTHING, Occurrence, Programme


class Clinic(models.Model):
    """What makes a programme one where everybody has a time of their own. Who is visited has no account here."""

    class Subject(models.TextChoices):
        """Who sees the families; it decides which rules and which words go with it."""

        HEALTH_VISITOR = "health_visitor", _("A health visitor")
        REGISTRAR = "registrar", _("A registrar: births are registered")
        OTHER = "other", _("Somebody else")

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="clinic")
    subject = models.CharField(max_length=20, choices=Subject.choices, default=Subject.HEALTH_VISITOR)
    run_by = models.CharField(max_length=80, help_text=_("The name families read."))
    minutes = models.PositiveSmallIntegerField(default=20, help_text=_("For each baby."))
    interpreter_minutes = models.PositiveSmallIntegerField(default=0, help_text=_("More, with an interpreter."))
    desks = models.PositiveSmallIntegerField(default=1, help_text=_("Families seen at the same time."))
    breaks = ArrayField(
        ArrayField(models.PositiveSmallIntegerField(), size=2),
        default=list,
        blank=True,
        help_text="From and to, in minutes after the start: they move along with a date.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_clinic_has_a_desk_and_time", condition=Q(minutes__gt=0, desks__gt=0)),
        ]

    class Personal:
        basis = "legitimate interests: families know whom they meet"
        kept = "as long as it runs; the name of somebody at work"
        erase = NOTHING
        keep = {"id", "programme", "subject", "run_by", "minutes", "interpreter_minutes", "desks", "breaks"}

    def __str__(self) -> str:
        return f"{self.run_by}, {self.programme.name}"


class Appointment(models.Model):
    """The time of a booking at a clinic. `live` follows the booking: the database refuses two at one desk at once."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="appointment")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="appointments")
    desk = models.PositiveSmallIntegerField()
    during = DateTimeRangeField()
    live = models.BooleanField(default=True)
    changes = models.PositiveSmallIntegerField(default=0, help_text="Rises with each change, for calendars.")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_family_at_a_desk",
                expressions=[
                    ("occurrence", RangeOperators.EQUAL),
                    ("desk", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(live=True),
                deferrable=Deferrable.IMMEDIATE,  # looked at when a statement ends: a whole morning may move at once
            ),
            models.CheckConstraint(
                name="an_appointment_takes_some_time",  # an empty range overlaps nothing and would slip past the first
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
        ]

    class Personal:
        basis = "legitimate interests: running, safety"
        kept = "as the booking"
        whose = {"families.family": ("booking__family",)}
        erase = NOTHING
        keep = {"id", "booking", "occurrence", "desk", "during", "live", "changes"}

    def __str__(self) -> str:
        return f"Desk {self.desk}, {self.during.lower}"
