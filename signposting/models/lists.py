"""Places a person keeps while looking round, a list passed on by its address, and what was looked for in vain."""

from django.conf import settings
from django.db import models

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term


class Kept(models.Model):
    """A place somebody who is signed in keeps. Visitors keep theirs in a cookie of their own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_services")
    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="kept")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="a_service_is_kept_once", fields=["user", "service"])]

    class Personal:
        basis = "contract: what you asked us to keep for you"
        kept = "12 months, or until you take it off"
        whose = {"accounts.user": ("user",)}
        terms = [Term(since=("at",), months=12)]
        erase = {"user": DELETE}
        keep = {"id", "service", "at"}

    def __str__(self) -> str:
        return f"{self.service}"


class SharedList(Coded):
    """A list passed on: whoever holds its address sees its public entries as they are then. It says of nobody."""

    made_at = models.DateTimeField(default=clock.now)
    services = models.ManyToManyField("signposting.Service", through="signposting.SharedEntry", related_name="+")

    class Personal:
        basis = "legitimate interests: pointing families to help"
        kept = "12 months; it names nobody"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("made_at",), months=12)]
        erase: dict[str, object] = {}
        keep = {"id", "code", "made_at"}

    def __str__(self) -> str:
        return f"List {self.pk}"


class SharedEntry(models.Model):
    """One place on a list that was passed on."""

    shared = models.ForeignKey(SharedList, on_delete=models.CASCADE, related_name="entries")
    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(name="a_service_is_on_a_list_once", fields=["shared", "service"])]

    class Personal:
        basis = "legitimate interests: pointing families to help"
        kept = "as the list"
        erase: dict[str, object] = {}
        keep = {"id", "shared", "service", "place"}

    def __str__(self) -> str:
        return f"{self.service}"


class Gap(models.Model):
    """So many searches of a day found nothing, and were narrowed by this. Never what was typed."""

    day = models.DateField()
    facet = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "facet"]
        constraints = [models.UniqueConstraint(name="a_gap_is_counted_once_a_day", fields=["day", "facet"])]

    class Personal:
        basis = "legitimate interests: knowing what families look for in vain"
        kept = "24 months; counts only"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("day",), months=24)]
        erase: dict[str, object] = {}
        keep = {"id", "day", "facet", "count"}

    def __str__(self) -> str:
        return f"{self.facet} on {self.day}"
