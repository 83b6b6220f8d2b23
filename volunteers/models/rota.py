"""Who is needed when, and who has said they will be there. Free places are counted from rows, never kept."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from sessions.models import Occurrence, Programme
from volunteers.models.people import Check
from volunteers.models.stand_ins import HandedOn, HandedOnQuerySet

NOTHING: dict[str, object] = {}
MOST_HELPERS = 20
LONGEST_LEAD = 240


class Need(Coded):
    """A job that a programme needs done each time it runs: somebody to welcome families at the door."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="needs")
    role = models.CharField(_("job"), max_length=80)
    how_many = models.PositiveSmallIntegerField(
        _("how many people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_HELPERS)]
    )
    minutes_before = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(LONGEST_LEAD)])
    minutes_after = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(LONGEST_LEAD)])
    note = models.CharField(_("what to know"), max_length=200, blank=True)
    practises = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    asks_for = ArrayField(models.CharField(max_length=20, choices=Check.choices), default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["programme", "role", "pk"]
        constraints = [
            models.CheckConstraint(name="a_need_is_for_somebody", condition=Q(how_many__gte=1)),
            models.UniqueConstraint(
                name="a_programme_asks_for_a_job_once", fields=["programme", "role"], condition=Q(ended_at=None)
            ),
        ]

    class Personal:
        basis = "none: no personal data"
        kept = "as long as the programme runs"
        erase = NOTHING
        keep = {
            *("id", "code", "programme", "role", "how_many", "minutes_before", "minutes_after", "note", "practises"),
            *("asks_for", "ended_at"),
        }

    def __str__(self) -> str:
        return self.role

    @property
    def asks_for_said(self) -> str:
        """The checks it asks for, in words."""
        return ", ".join(str(Check(kind).label) for kind in self.asks_for)


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Questions about shifts."""

    def upcoming(self, at: datetime | None = None) -> Self:
        """Not begun, not cancelled, at a session that runs."""
        return self.filter(starts_at__gt=at or clock.now(), cancelled_at=None, occurrence__cancelled_at=None)

    def with_taken(self) -> Self:
        """Marks each with how many have promised to come, as `taken`, and how many of them want a stand-in."""
        promised = Q(signups__state=SignupState.PROMISED)
        looking = promised & Q(signups__stand_in_wanted_at__isnull=False)
        return self.annotate(taken=Count("signups", filter=promised), looking=Count("signups", filter=looking))

    def short(self) -> Self:
        """Those that still need somebody."""
        return self.with_taken().filter(taken__lt=F("how_many"))

    def to_be_had(self) -> Self:
        """Those that still need somebody, or that somebody looks for a stand-in for."""
        return self.with_taken().filter(Q(taken__lt=F("how_many")) | Q(looking__gt=0))

    def for_leader(self, user: models.Model, *, every: bool) -> Self:
        """Shifts of the groups this person leads; of every group for somebody who coordinates."""
        return self if every else self.filter(occurrence__programme__leaders=user)

    def in_order(self) -> Self:
        """By time, with what a list shows."""
        return self.select_related("occurrence__programme__venue", "occurrence__venue").order_by(
            "starts_at", "role", "pk"
        )

    def by_session(self) -> Self:
        """All jobs of a session together. Sessions are few and shifts many, so each session is read once."""
        sessions = Prefetch("occurrence", Occurrence.objects.select_related("programme__venue", "venue"))
        return self.prefetch_related(sessions).order_by(
            "occurrence__starts_at", "occurrence", "starts_at", "role", "pk"
        )


class Shift(Coded):
    """One job at one session: its time and how many people it takes."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="shifts")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="shifts")
    role = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    how_many = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)
    practises = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    asks_for = ArrayField(models.CharField(max_length=20, choices=Check.choices), default=list, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    changes = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Rises as its job changes; what its session tells calendars is counted there.",
    )

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_need_makes_one_shift_a_session", fields=["occurrence", "need"]),
            models.CheckConstraint(name="a_shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="a_shift_is_for_somebody", condition=Q(how_many__gte=1)),
        ]
        indexes = [models.Index(name="shifts_by_time", fields=["starts_at", "id"])]

    class Personal:
        basis = "none: no personal data"
        kept = "as long as sign-ups point to it"
        erase = NOTHING
        keep = {
            *("id", "code", "occurrence", "need", "role", "starts_at", "ends_at", "how_many", "note", "practises"),
            *("asks_for", "cancelled_at", "changes"),
        }

    @property
    def sequence(self) -> int:
        """Rises with each change, for calendars."""
        return self.occurrence.sequence + self.changes

    def __str__(self) -> str:
        return f"{self.role}, {clock.local(self.starts_at):%-d %B %Y}"


class SignupState(models.TextChoices):
    """Where a promise stands."""

    PROMISED = "promised", _("Promised")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    STOOD_DOWN = "stood_down", _("Stood down")
    HANDED_ON = "handed_on", _("Handed on to somebody else")


class SignupQuerySet(HandedOnQuerySet["Signup"]):
    """Questions about promises. Views start from `for_user`."""

    def for_user(self, user: models.Model) -> Self:
        """This person's own."""
        return self.filter(volunteer=user)

    def promised(self) -> Self:
        """Those that stand."""
        return self.filter(state=SignupState.PROMISED)

    def confirmed(self) -> Self:
        """Shifts that a leader says were done. Nothing else counts: no hour, no skill, no thanks."""
        return self.promised().filter(came=True)


class Signup(HandedOn, Coded):
    """One volunteer's promise to cover one shift. The database refuses anybody two places at one time."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="signups")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signups")
    during = DateTimeRangeField(help_text="The shift's time, its end not counted: one may follow the other.")
    state = models.CharField(max_length=10, choices=SignupState.choices, default=SignupState.PROMISED)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True, blank=True, help_text="Unknown until a leader says so.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SignupQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_volunteer_in_two_places",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state=SignupState.PROMISED),
            ),
            models.UniqueConstraint(
                name="one_live_promise_a_shift",
                fields=["shift", "volunteer"],
                condition=Q(state=SignupState.PROMISED),
            ),
            models.CheckConstraint(
                name="a_promise_fills_some_time",  # an empty range overlaps nothing and would slip past the first rule
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
            models.CheckConstraint(
                name="an_ended_promise_says_when",
                condition=Q(state=SignupState.PROMISED, ended_at=None)
                | (~Q(state=SignupState.PROMISED) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_came_is_confirmed_at_a_time",
                condition=Q(came=None, confirmed_at=None) | Q(came__isnull=False, confirmed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="promises_of_a_person", fields=["volunteer", "state"])]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "12 months after the person helped; then only how often and how long, for their skills record"
        whose = {"accounts.user": ("volunteer",)}
        life = {"accounts.user": ("volunteer", ("made_at", "shift__ends_at"))}
        terms = [Term(since=("shift__ends_at",), months=12)]
        erase = {"volunteer": DELETE, "confirmed_by": None}
        keep = {
            *("id", "code", "shift", "during", "state", "made_at", "ended_at", "stand_in_wanted_at", "came"),
            "confirmed_at",
        }

    def __str__(self) -> str:
        return f"Signup {self.pk} ({self.state})"
