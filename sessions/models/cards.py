"""“Try it at home”: what families take with them from a session."""

from django.db import models

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from sessions.models.timetable import NOTHING, Occurrence


class Card(Coded):
    """Something to try at home: a title, a few lines, what it takes."""

    title = models.CharField(max_length=80)
    words = models.TextField(max_length=800)
    needs = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["title", "pk"]

    class Personal:
        basis = "none: no personal data"
        kept = "for good, to use again"
        erase = NOTHING
        keep = {"id", "code", "title", "words", "needs", "made_at"}

    def __str__(self) -> str:
        return self.title


class Handout(models.Model):
    """The card that goes with a session, to whoever came."""

    occurrence = models.OneToOneField(Occurrence, on_delete=models.CASCADE, related_name="handout")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="handouts")

    class Personal:
        basis = "none: no personal data"
        kept = "for good"
        erase = NOTHING
        keep = {"id", "occurrence", "card"}

    def __str__(self) -> str:
        return f"{self.card} after {self.occurrence}"
