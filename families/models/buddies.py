"""Two families who walk in together."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term


class BuddyPairQuerySet(models.QuerySet["BuddyPair"]):
    """Questions about pairs."""

    def live(self) -> Self:
        """Proposed, or walking together."""
        return self.filter(state__in=BuddyPair.LIVE)

    def thanked(self, since: datetime) -> Self:
        """Ended with thanks since then."""
        return self.filter(ended_why=EndedWhy.THANKS, ended_at__gte=since)

    def with_carers(self) -> Self:
        """With what a page says of the two families."""
        return self.select_related("newcomer", "buddy").prefetch_related("newcomer__carers", "buddy__carers")


class EndedWhy(models.TextChoices):
    """Why a pair walks together no more. Nobody is ever told who asked."""

    THANKS = "thanks", _("They know the place now")
    SWAP = "swap", _("Somebody else will walk in with them")
    QUIET = "quiet", _("Nothing came of it")


class BuddyPair(Coded):
    """A family who knows the place, walking in with one who does not. Both agree before either sees a name."""

    class State(models.TextChoices):
        """How far the two have come."""

        PROPOSED = "proposed"
        TOGETHER = "together"
        DECLINED = "declined"
        ENDED = "ended"

    LIVE = [State.PROPOSED, State.TOGETHER]

    newcomer = models.ForeignKey("Family", on_delete=models.CASCADE, related_name="as_newcomer")
    buddy = models.ForeignKey("Family", on_delete=models.CASCADE, related_name="as_buddy")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField(default=clock.now)
    newcomer_agreed_at = models.DateTimeField(null=True, blank=True)
    buddy_agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, blank=True, choices=EndedWhy.choices)
    asked_met_at = models.DateTimeField(null=True, blank=True, help_text="When both were asked: did you meet?")
    newcomer_met = models.BooleanField(null=True, blank=True)
    buddy_met = models.BooleanField(null=True, blank=True)
    stuck_at = models.DateTimeField(null=True, blank=True, help_text="When a leader was shown that nothing happens.")

    objects = BuddyPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_buddy_at_a_time", fields=["newcomer"], condition=Q(state__in=["proposed", "together"])
            ),
            models.CheckConstraint(name="nobody_is_their_own_buddy", condition=~Q(newcomer=F("buddy"))),
            models.CheckConstraint(
                name="together_means_both_agreed",
                condition=~Q(state="together") | Q(newcomer_agreed_at__isnull=False, buddy_agreed_at__isnull=False),
            ),
        ]

    class Personal:
        basis = "consent of both"
        kept = "6 months after the match ends"
        whose = {"families.family": ("newcomer", "buddy")}
        terms = [Term(since=("ended_at",), months=6)]
        erase = {"newcomer": DELETE, "buddy": DELETE}
        keep = {
            *("id", "code", "state", "proposed_at", "newcomer_agreed_at", "buddy_agreed_at", "ended_at", "ended_why"),
            *("asked_met_at", "newcomer_met", "buddy_met", "stuck_at"),
        }

    def __str__(self) -> str:
        return f"Buddy pair {self.pk} ({self.state})"
