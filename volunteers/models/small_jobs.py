"""Jobs of a few minutes, for anybody who is there."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from sessions.models import Occurrence

LONGEST = 15


class SmallJobQuerySet(models.QuerySet["SmallJob"]):
    """Questions about small jobs."""

    def free(self) -> Self:
        """Nobody has said yes yet."""
        return self.filter(claimed_at=None)


class SmallJob(Coded):
    """Something to do during one session, in sight of everybody and never alone with a child."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="small_jobs")
    what = models.CharField(max_length=80)
    where = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    posted_at = models.DateTimeField(default=clock.now)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=40, blank=True, help_text="A first name; whoever does it needs no account.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = SmallJobQuerySet.as_manager()

    class Meta:
        ordering = ["posted_at", "pk"]
        constraints = [
            models.CheckConstraint(name="a_small_job_is_small", condition=Q(minutes__lte=LONGEST)),
            models.UniqueConstraint(
                name="one_small_job_at_a_time",
                fields=["occurrence", "name"],
                condition=Q(claimed_at__isnull=False, done_at=None) & ~Q(name=""),
            ),
        ]

    class Personal:
        basis = "legitimate interests: running the session"
        kept = "the first name for a day after the session"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("occurrence__ends_at",), days=1)]
        erase = {"name": "", "posted_by": None}
        keep = {"id", "code", "occurrence", "what", "where", "minutes", "posted_at", "claimed_at", "done_at"}

    def __str__(self) -> str:
        return f"Small job {self.pk}"
