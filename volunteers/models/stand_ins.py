"""A promise that stands until somebody steps in for its owner: a shift, an outing."""

from typing import Self, TypeVar

from django.db import models


class HandedOn(models.Model):
    """Whoever promised may look for a stand-in, and comes unless one is found."""

    stand_in_wanted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


Promise = TypeVar("Promise", bound=models.Model)


class HandedOnQuerySet(models.QuerySet[Promise]):
    """Questions about such promises."""

    def looking(self) -> Self:
        """Those whose owners would like somebody to step in; who has looked longest is first."""
        wanted = self.exclude(stand_in_wanted_at=None).select_related("volunteer")
        return wanted.order_by("stand_in_wanted_at", "pk")
