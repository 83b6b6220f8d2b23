"""Numbers our own feed gives to what has no row of its own here: organisations, categories, places of a service.

A trigger in the database hands them out (a migration of this room), so no way of writing a service can forget to.
"""

from django.db import models

from groupsite.kit.codes import Coded


class Label(Coded):
    """A name that other portals know by a number: stored once, and never worked out from the name."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation"
        TERM = "term"
        TAXONOMY = "taxonomy"

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_name_has_one_number", fields=["kind", "name"])]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the service runs"
        erase: dict[str, object] = {}
        keep = {"id", "code", "kind", "name"}

    def __str__(self) -> str:
        return self.name


class Spot(Coded):
    """One of the places of a service. A place that is hidden on purpose is kept as roughly as it is shown."""

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="spots")
    place = models.PositiveSmallIntegerField(help_text="Which of the service's locations, from nought.")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_place_has_one_number", fields=["service", "place"])]
        indexes = [models.Index(fields=["latitude", "longitude"], name="spots_by_position")]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the service runs"
        erase: dict[str, object] = {}
        keep = {"id", "code", "service", "place", "latitude", "longitude"}

    def __str__(self) -> str:
        return f"{self.service}, place {self.place + 1}"
