"""What somebody of ours keeps, and looks at again by a day: people, guides, documents, partners, helplines."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from groupsite.kit import clock


class Reviewed(models.Model):
    """It has a keeper and a day by which it is looked at again; after that day it is flagged."""

    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    review_on = models.DateField()
    reviewed_at = models.DateTimeField(default=clock.now, help_text="When somebody last said that it is right.")

    class Meta:
        abstract = True

    @property
    def is_stale(self) -> bool:
        """Nobody has looked at it in time."""
        day: date = self.review_on
        return day <= clock.today()


REVIEWED: frozenset[Any] = frozenset({"keeper", "review_on", "reviewed_at"})
"""For `Personal.keep`: who keeps what is accountability, and says nothing of a family."""
