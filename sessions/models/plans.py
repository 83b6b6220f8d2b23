"""What is played on one day: the plan, what families think of it, and who of them would lead a song or a story."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models import Carer, Family
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from sessions.models.timetable import NOTHING, Occurrence


class Plan(Coded):
    """The plan of one session. Nothing in it is required."""

    class Shown(models.TextChoices):
        """Who sees it."""

        LEADERS = "leaders", _("Only the leaders")
        DRAFT = "draft", _("Families, too: they may say what they think")
        SETTLED = "settled", _("Families, too: this is what we do")

    occurrence = models.OneToOneField(Occurrence, on_delete=models.CASCADE, related_name="plan")
    shown = models.CharField(max_length=8, choices=Shown.choices, default=Shown.LEADERS)
    snack = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Personal:
        basis = "none: no personal data"
        kept = "for good, to use again"
        erase = NOTHING
        keep = {"id", "code", "occurrence", "shown", "snack", "changed_at"}

    def __str__(self) -> str:
        return f"Plan of {self.occurrence}"


class Contribution(Coded):
    """A parent would lead something. Their words stay here, so that they go when the family goes."""

    class Kind(models.TextChoices):
        """What."""

        SONG = "song", _("A song")
        STORY = "story", _("A story")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """What the leader said."""

        ASKED = "asked", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Yes, please")
        DECLINED = "declined", _("Not this time")

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="contributions")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    carer = models.ForeignKey(Carer, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answer = models.CharField(max_length=200, blank=True, help_text="What the leader wrote back.")
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_contribution", fields=["occurrence", "family"], condition=Q(state="asked")
            )
        ]

    class Personal:
        basis = "consent of the family"
        kept = "12 months after the day"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("occurrence__ends_at",), months=12)]
        erase = {"family": DELETE, "carer": None, "words": "", "answer": ""}
        keep = {"id", "code", "occurrence", "kind", "state", "asked_at", "answered_at"}

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Activity(Coded):
    """One thing of the plan: how long, and what it takes."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="activities")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    needs = models.CharField(max_length=200, blank=True)
    contribution = models.OneToOneField(
        Contribution, null=True, blank=True, on_delete=models.SET_NULL, related_name="activity"
    )

    class Meta:
        ordering = ["position", "pk"]

    class Personal:
        basis = "none: no personal data"
        kept = "as the plan"
        erase = NOTHING
        keep = {"id", "code", "plan", "position", "title", "minutes", "needs", "contribution"}

    def __str__(self) -> str:
        return self.title


class Like(models.Model):
    """A household would like this part of a draft. One each."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="likes")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_like_per_household", fields=["activity", "family"])]

    class Personal:
        basis = "consent of the family"
        kept = "as the family"
        whose = {"families.family": ("family",)}
        erase = {"family": DELETE}
        keep = {"id", "activity"}

    def __str__(self) -> str:
        return f"Like of {self.activity_id}"


class Remark(Coded):
    """What a family says of a draft. The leaders read it, and nobody else."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="remarks")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_remark_per_household", fields=["plan", "family"])]

    class Personal:
        basis = "consent of the family"
        kept = "12 months"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("at",), months=12)]
        erase = {"family": DELETE, "words": ""}
        keep = {"id", "code", "plan", "at"}

    def __str__(self) -> str:
        return f"Remark {self.pk}"
