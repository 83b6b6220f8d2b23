"""What the weeks are about: asked for by families, planned for a day, or not now and why."""

from django.db import models
from django.db.models import Q

from families.models import Family
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE
from sessions.models.timetable import Occurrence


class Topic(Coded):
    """One topic. A family's suggestion is for the leaders to read first; shown, others may vote for it."""

    title = models.CharField(max_length=80)
    occurrence = models.OneToOneField(
        Occurrence, null=True, blank=True, on_delete=models.SET_NULL, related_name="topic", help_text="Planned for it."
    )
    family = models.ForeignKey(
        Family, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Who suggested it."
    )
    made_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True, blank=True, help_text="Since when families may vote for it.")
    not_now = models.CharField(max_length=200, blank=True, help_text="Why it will not be, for now.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_planned_topic_is_not_put_off", condition=Q(occurrence=None) | Q(not_now=""))
        ]
        indexes = [models.Index(name="topics_newest", fields=["-made_at"])]

    class Personal:
        basis = "consent of the family"
        kept = "as long as the calendar is of use; the family as the family"
        whose = {"families.family": ("family",)}
        erase = {"family": None}
        keep = {"id", "code", "title", "occurrence", "made_at", "shown_at", "not_now"}

    def __str__(self) -> str:
        return self.title


class TopicVote(models.Model):
    """A household would like a topic. One each."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="votes")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_vote_per_household", fields=["topic", "family"])]

    class Personal:
        basis = "consent of the family"
        kept = "as the family"
        whose = {"families.family": ("family",)}
        erase = {"family": DELETE}
        keep = {"id", "topic"}

    def __str__(self) -> str:
        return f"Vote for {self.topic_id}"
