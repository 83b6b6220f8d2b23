"""A draw as it was: whoever leads the group or was in it can draw it again and gets the same list (M4)."""

from django.db import models

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from sessions.models.booking import Booking
from sessions.models.timetable import NOTHING, Occurrence


class Draw(Coded):
    """Who was drawn for a session or for a whole course: the seed, and what there was to give out."""

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="draws", help_text="Of a course: its first date."
    )
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=clock.now)
    dates = models.JSONField(default=list, help_text="Each date: what it could take, and how many had places: numbers.")

    class Personal:
        basis = "none: no personal data"
        kept = "as long as the session"
        erase = NOTHING
        keep = {"id", "code", "occurrence", "seed", "drawn_at", "dates"}

    def __str__(self) -> str:
        return f"Draw for {self.occurrence}"


class Lot(models.Model):
    """One household in a draw, as it was then. When the household has gone, the lot is nobody's and stays."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="lots")
    booking = models.ForeignKey(
        Booking, null=True, on_delete=models.SET_NULL, related_name="lots", help_text="Of a course: its first date."
    )
    ticket = models.UUIDField(
        help_text="What was drawn: a number by chance. In old draws the code of what was asked for."
    )
    parties = models.JSONField(default=list, help_text="On each date: the children’s ages in months, and the adults.")
    newcomer = models.BooleanField(default=False)
    missed = models.PositiveSmallIntegerField(default=0, help_text="How often they asked before and did not get in.")
    place = models.PositiveSmallIntegerField(help_text="1 was drawn first.")
    kept_from = models.CharField(max_length=40, blank=True, help_text="The limit that left them without a place.")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(name="a_ticket_is_drawn_once", fields=["draw", "ticket"]),
            models.UniqueConstraint(name="one_lot_a_place", fields=["draw", "place"]),
        ]

    class Personal:
        basis = "legitimate interests: running"
        kept = "as the family; then nobody's"
        whose = {"families.family": ("booking__family",)}
        erase = {"booking": None}
        keep = {"id", "draw", "ticket", "parties", "newcomer", "missed", "place", "kept_from"}

    def __str__(self) -> str:
        return f"{self.place} of {self.draw_id}"

    @property
    def heads(self) -> int:
        """How many people."""
        return max((len(each["ages"]) + each["adults"] for each in self.parties), default=0)
