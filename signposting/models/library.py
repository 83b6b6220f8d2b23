"""The library: leaflets, links, ideas and videos for families; who of them was given what; what parents say (S2-02)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.rules.languages import ENGLISH
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term

from .reviewed import REVIEWED, Reviewed

HIDDEN_AFTER = timedelta(days=90)
"""So long after its review date families still see it, with a warning; then they do not."""


class Standing(StrEnum):
    """How far families may rely on it."""

    SHOWN = "shown"
    WARNED = "warned"
    HIDDEN = "hidden"


def standing(review_on: date, today: date) -> Standing:
    """Fresh until its day; then with a warning; three months later not at all."""
    if today < review_on:
        return Standing.SHOWN
    return Standing.WARNED if today < review_on + HIDDEN_AFTER else Standing.HIDDEN


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Questions about the library."""

    def kept(self) -> Self:
        """Nobody has taken it off."""
        return self.filter(off_at=None)

    def shown(self, today: date) -> Self:
        """What families see: kept, and not so long overdue that it may be wrong."""
        return self.kept().filter(review_on__gt=today - HIDDEN_AFTER)


class Resource(Coded, Reviewed):
    """One thing to read, try or watch. Its words stand on the page, so that nobody has to open a file."""

    class Kind(models.TextChoices):
        LEAFLET = "leaflet", _("Leaflet")
        LINK = "link", _("Link")
        IDEA = "idea", _("Idea to try")
        VIDEO = "video", _("Video")

    class About(models.TextChoices):
        PLAY = "play", _("Play")
        TALKING = "talking", _("Talking")
        FEEDING = "feeding", _("Feeding and food")
        SLEEP = "sleep", _("Sleep")
        HEALTH = "health", _("Illness and jabs")
        TEETH = "teeth", _("Teeth")
        SAFETY = "safety", _("Safe at home")
        MOVING = "moving", _("Moving and being outdoors")
        MOOD = "mood", _("How you feel")
        MONEY = "money", _("Money and benefits")
        CHILDCARE = "childcare", _("Childcare and free hours")
        OTHER = "other", _("Something else")

    class Age(models.TextChoices):
        BUMP = "bump", _("Before birth")
        NEW = "new", _("Under 6 months")
        BABY = "baby", _("6 to 12 months")
        ONE = "one", _("1 year")
        TWO = "two", _("2 years")
        THREE = "three", _("3 years and over")

    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=10, choices=About)
    ages = ArrayField(models.CharField(max_length=6, choices=Age), default=list, blank=True, help_text="None: all.")
    language = models.CharField(max_length=40, default=ENGLISH)
    words = models.TextField()
    source = models.CharField(max_length=200, help_text="Where it is from.")
    url = models.URLField(max_length=500, blank=True)
    captions = models.CharField(max_length=100, blank=True, help_text="In which languages a video has captions.")
    transcript = models.TextField(blank=True, help_text="All that is said in a video.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    off_at = models.DateTimeField(null=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["about", "title"], name="library_by_topic", condition=Q(off_at=None)),
            models.Index(fields=["review_on"], name="library_to_look_at", condition=Q(off_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_video_has_captions_and_a_transcript",
                condition=~Q(kind="video") | (~Q(url="") & ~Q(captions="") & ~Q(transcript="")),
            ),
            models.CheckConstraint(name="a_resource_says_where_it_is_from", condition=~Q(source="")),
        ]

    class Personal:
        basis = "legitimate interests: telling families what helps"
        kept = "while we show it"
        erase: dict[str, object] = {}
        keep = {
            *("id", "code", "kind", "title", "about", "ages", "language", "words", "source", "url", "captions"),
            *("transcript", "added_by", "added_at", "off_at", *REVIEWED),
        }

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> Standing:
        """Shown, warned or hidden today."""
        return standing(self.review_on, clock.today())

    @property
    def ages_in_words(self) -> list[str]:
        """For which ages, in the order of ages; none means all."""
        return [str(age.label) for age in self.Age if age in self.ages]


class Edition(models.Model):
    """What a resource said from a day on, with the file that went with it. A new one is added; none is changed."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    changed = models.CharField(max_length=200, blank=True, help_text="What is new in it.")
    file = models.BinaryField(null=True, help_text="A PDF of at most two megabytes.")
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="editions_are_counted")]

    class Personal:
        basis = "legitimate interests: telling families what helps"
        kept = "as long as the resource"
        erase: dict[str, object] = {}
        keep = {"id", "resource", "number", "words", "changed", "file", "size", "made_at", "by"}

    def __str__(self) -> str:
        return f"{self.resource}, {self.number}"


class Comment(Coded):
    """What a parent says of a resource. Nobody else sees it before one of us has read it (S2-31)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("We read it first")
        SHOWN = "shown", _("Others see it")
        KEPT_BACK = "kept_back", _("Only we read it")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="comments")
    words = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="comments_to_read", condition=Q(state="waiting"))]

    class Personal:
        basis = "consent of whoever writes it"
        kept = "24 months"
        whose = {"accounts.user": ("by",)}
        terms = [Term(since=("at",), months=24)]
        erase = {"words": "", "by": None}
        keep = {"id", "code", "resource", "at", "state", "decided_by"}

    def __str__(self) -> str:
        return f"Comment {self.pk}"


class Handed(models.Model):
    """A household was given a resource, one by one or with everybody at a session."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="handed")
    family = models.ForeignKey("families.Family", null=True, on_delete=models.SET_NULL, related_name="handed")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="handed_by_day")]
        constraints = [models.UniqueConstraint(fields=["resource", "family"], name="a_family_is_given_a_thing_once")]

    class Personal:
        basis = "legitimate interests: pointing families to help"
        kept = "12 months, then without the family"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("at",), months=12)]
        erase = {"family": None}
        keep = {"id", "resource", "by", "at"}

    def __str__(self) -> str:
        return f"Handed {self.pk}"
