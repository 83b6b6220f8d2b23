"""A parent’s or champion’s own story of a service, and where it may be shown."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE
from signposting.models import Service

LONGEST_STORY = 1000


class Where(models.TextChoices):
    """Where a story may be shown. Each is asked for by itself."""

    SERVICE = "service", _("On the page of this service")
    STORIES = "stories", _("On our page of stories")


class StoryQuerySet(models.QuerySet["Story"]):
    """Questions about stories."""

    def for_user(self, user: models.Model) -> Self:
        """This person's own, the newest first."""
        return self.filter(author=user).order_by("-told_at", "-pk")

    def shown(self, where: str) -> Self:
        """Approved as it stands, and its author says yes to this place: asked each time, so a no counts at once."""
        yes = StoryConsent.objects.filter(story=OuterRef("pk"), where=where, withdrawn_at=None)
        return self.filter(Exists(yes), state=Story.State.APPROVED).order_by("-decided_at", "-pk")


class Story(Coded):
    """What somebody tells others of a service they have used."""

    class State(models.TextChoices):
        """Whether somebody who coordinates has read it."""

        WAITING = "waiting", _("We read it first")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Not shown")

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stories")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="stories")
    words = models.TextField(max_length=LONGEST_STORY)
    signed = models.CharField(
        max_length=40, blank=True, help_text="As the author wants to be named; nobody is “a parent”."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    told_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                name="a_decided_story_says_when",
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            )
        ]
        indexes = [models.Index(name="stories_of_a_service", fields=["service", "state"])]

    class Personal:
        basis = "consent, which can be taken back at any time"
        kept = "as the account, or until the author deletes it"
        whose = {"accounts.user": ("author",)}
        erase = {"author": DELETE, "words": "", "signed": "", "decided_by": None}
        keep = {"id", "code", "service", "state", "told_at", "decided_at"}

    def __str__(self) -> str:
        return f"Story {self.pk} ({self.state})"


class StoryConsent(models.Model):
    """The author said yes to one place, and when; taken back, the row says when, too."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="consents")
    where = models.CharField(max_length=10, choices=Where.choices)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_live_yes_a_place", fields=["story", "where"], condition=Q(withdrawn_at=None)
            )
        ]

    class Personal:
        basis = "proof of consent"
        kept = "as the story"
        whose = {"accounts.user": ("story__author",)}
        erase = {"story": DELETE}
        keep = {"id", "where", "given_at", "withdrawn_at"}

    def __str__(self) -> str:
        return f"Story consent {self.pk} ({self.where})"
