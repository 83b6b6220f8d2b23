"""The trail: who did what to which record, and who opened sensitive data. Rows are added and never changed."""

from django.conf import settings
from django.db import models

from groupsite.kit import clock
from groupsite.kit.personal import DELETE, Term


class Line(models.Model):
    """What both trails share. The person's row may go; the line that something was done stays."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    about = models.CharField(max_length=80, help_text="groupsite.kit.refs reference", db_index=True)

    class Meta:
        abstract = True

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "24 months"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("at",), months=24)]
        erase = {"by": DELETE}
        keep = {"id", "at", "about", "what", "details"}


class Entry(Line):
    """Somebody did something. `what` reads like `booking.made`; details never hold anything personal."""

    what = models.CharField(max_length=60, db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.what} {self.about}"


class Reading(Line):
    """Somebody opened sensitive data about this record."""

    what = models.CharField(max_length=60)

    class Personal(Line.Personal):
        keep = {"id", "at", "about", "what"}

    def __str__(self) -> str:
        return f"read {self.what} of {self.about}"
