"""Who is at which outreach place when. Free places are counted from rows, as on the rota of the groups."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from volunteers.models.outreach import OutreachPlace
from volunteers.models.stand_ins import HandedOn, HandedOnQuerySet

MOST_AT_A_PLACE = 6


class OutingQuerySet(models.QuerySet["Outing"]):
    """Questions about outings."""

    def upcoming(self, at: datetime | None = None) -> Self:
        """Not begun and not called off, the next one first."""
        coming = self.filter(starts_at__gt=at or clock.now(), cancelled_at=None)
        return coming.select_related("place").order_by("starts_at", "pk")


class Outing(Coded):
    """Champions are at a place for some hours: the library on Tuesday from ten to twelve."""

    place = models.ForeignKey(OutreachPlace, on_delete=models.CASCADE, related_name="outings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    how_many = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_A_PLACE)]
    )
    alone_ok = models.BooleanField(default=False, help_text="Staff of the place are near, so one may go alone.")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = OutingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_outing_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="an_outing_is_for_somebody", condition=Q(how_many__gte=1)),
            models.UniqueConstraint(
                name="one_outing_a_place_and_time", fields=["place", "starts_at"], condition=Q(cancelled_at=None)
            ),
        ]
        indexes = [models.Index(name="outings_by_time", fields=["starts_at", "id"])]

    class Personal:
        basis = "none: no personal data"
        kept = "as long as promises point to it"
        erase: dict[str, object] = {}
        keep = {"id", "code", "place", "starts_at", "ends_at", "how_many", "alone_ok", "cancelled_at"}

    def __str__(self) -> str:
        return f"{self.place}, {clock.local(self.starts_at):%-d %B %Y}"


class GoingQuerySet(HandedOnQuerySet["Going"]):
    """Questions about who goes."""

    def for_user(self, user: models.Model) -> Self:
        """This person's own."""
        return self.filter(volunteer=user)

    def standing(self) -> Self:
        """Those that stand."""
        return self.filter(ended_at=None)


class Going(HandedOn, Coded):
    """One champion's promise to be there. The database refuses anybody two places at one time."""

    outing = models.ForeignKey(Outing, on_delete=models.CASCADE, related_name="goings")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="goings")
    during = DateTimeRangeField(help_text="The outing's time, its end not counted: one may follow the other.")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GoingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "goings"
        constraints = [
            ExclusionConstraint(
                name="no_champion_in_two_places",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="an_outing_fills_some_time",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
        ]

    class Personal:
        basis = "legitimate interests: running the rota"
        kept = "12 months after the outing"
        whose = {"accounts.user": ("volunteer",)}
        life = {"accounts.user": ("volunteer", ("made_at", "outing__ends_at"))}
        terms = [Term(since=("outing__ends_at",), months=12)]
        erase = {"volunteer": DELETE}
        keep = {"id", "code", "outing", "during", "made_at", "ended_at", "stand_in_wanted_at"}

    def __str__(self) -> str:
        return f"Going {self.pk}"
