"""Where champions go, and what they talked about there. Nobody's name is needed for it."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from groupsite.kit.sealed import SealedText
from signposting.models import Service

NOTHING: dict[str, object] = {}


class OutreachPlace(Coded):
    """Somewhere families are anyway: a school gate, a surgery, a library."""

    class Kind(models.TextChoices):
        """What sort of place."""

        SCHOOL = "school", _("School or nursery")
        CENTRE = "centre", _("Children’s centre")
        SURGERY = "surgery", _("Doctor’s surgery")
        LIBRARY = "library", _("Library")
        OTHER = "other", _("Somewhere else")

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    address = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True, help_text="Whom to ask for there.")
    opened_on = models.DateField(default=clock.today)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Since when nobody goes there any more.")

    class Meta:
        ordering = ["name", "pk"]

    class Personal:
        basis = "legitimate interests: reaching families where they are"
        kept = "the contact until nobody goes there any more"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("closed_at",), days=30, fields=frozenset({"contact"}))]
        erase = {"contact": ""}
        keep = {"id", "code", "name", "kind", "address", "opened_on", "closed_at"}

    def __str__(self) -> str:
        return self.name


class ChatQuerySet(models.QuerySet["Chat"]):
    """Questions about chats."""

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(taken_back_at=None)

    def for_user(self, user: models.Model) -> Self:
        """This person's own."""
        return self.standing().filter(by=user)

    def to_follow_up(self) -> Self:
        """Somebody is to be seen again; the nearest day first."""
        return self.standing().filter(follow_up_on__isnull=False, followed_up_at=None).order_by("follow_up_on", "pk")

    def between(self, first: date, last: date) -> Self:
        """Those of these days."""
        begins, ends = (clock.at(day, datetime.min.time()) for day in (first, last))
        return self.standing().filter(happened_at__gte=begins, happened_at__lt=ends)


class Chat(Coded):
    """One conversation with a parent. Its key is made on the phone, so that it counts once however often it is sent."""

    class Kind(models.TextChoices):
        """How much of a conversation it was."""

        BRIEF = "brief", _("A short chat")
        DEEP = "deep", _("A long talk")
        VISIT = "visit", _("An outreach visit")

    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="chats")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.ForeignKey(OutreachPlace, null=True, blank=True, on_delete=models.SET_NULL, related_name="chats")
    topics = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    barriers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    name = models.CharField(max_length=60, blank=True)
    note = SealedText()
    happened_at = models.DateTimeField()
    kept_at = models.DateTimeField(default=clock.now)
    follow_up_on = models.DateField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(
        null=True, blank=True, help_text="Deleted: nothing is left but the key, so that a phone cannot tell it again."
    )

    objects = ChatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_visit_is_followed_up", condition=~Q(kind="visit") | Q(follow_up_on__isnull=False)
            ),
            models.CheckConstraint(
                name="only_what_is_due_is_followed_up", condition=Q(followed_up_at=None) | Q(follow_up_on__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="chats_of_a_person", fields=["by", "-happened_at"]),
            models.Index(name="chats_by_time", fields=["happened_at"]),
            models.Index(name="chats_to_follow_up", fields=["follow_up_on"], condition=Q(followed_up_at=None)),
        ]

    class Personal:
        basis = "legitimate interests: reaching families where they are"
        kept = "a name and a note for six months; what is left says nothing about anybody"
        whose = {"accounts.user": ("by",)}
        terms = [Term(since=("happened_at", "followed_up_at"), months=6, fields=frozenset({"name", "note"}))]
        erase = {"by": None, "name": "", "note": ""}
        keep = {
            *("id", "code", "key", "kind", "place", "topics", "barriers", "happened_at", "kept_at", "follow_up_on"),
            *("followed_up_at", "taken_back_at"),
        }

    def __str__(self) -> str:
        return f"Chat {self.pk} ({self.kind})"
