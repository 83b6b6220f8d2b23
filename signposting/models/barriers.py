"""What is between a family and a service (S2-18)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from groupsite.kit.sealed import SealedText


class Barrier(Coded):
    """Somebody could not use a service, or nearly could not. It counts without saying who."""

    class Kind(models.TextChoices):
        COST = "cost", _("It costs too much")
        TRAVEL = "travel", _("Too far, or hard to get to")
        TIMES = "times", _("The times do not suit us")
        WAITING = "waiting", _("The waiting list is too long")
        LANGUAGE = "language", _("Nobody speaks our language")
        ACCESS = "access", _("Getting in or around is hard")
        NERVES = "nerves", _("I do not dare to go alone")
        UNWELCOME = "unwelcome", _("We did not feel welcome")
        REFUSED = "refused", _("They said it is not for us")
        OTHER = "other", _("Something else")

    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="barriers")
    kind = models.CharField(max_length=10, choices=Kind)
    words = SealedText(blank=True, help_text="What they add, if they like.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="barriers_by_day")]
        constraints = [
            models.UniqueConstraint(name="one_voice_counts_once_a_barrier", fields=["service", "kind", "user"])
        ]

    class Personal:
        basis = "legitimate interests: finding out what keeps families from help"
        kept = "12 months, then as a number of nobody"
        whose = {"accounts.user": ("user",)}
        terms = [Term(since=("at",), months=12)]
        erase = {"user": None, "words": ""}
        keep = {"id", "code", "service", "kind", "at"}

    def __str__(self) -> str:
        return f"{self.service}: {self.kind}"
