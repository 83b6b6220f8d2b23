"""Whose story is shown where, and which wait to be read."""

from django.db.models import F, Prefetch, QuerySet

from groupsite.accounts.models import User
from signposting.models import Service
from volunteers.models import Story, StoryConsent, StoryQuerySet, StoryWhere

MOST_BESIDE, MOST_SHOWN = 3, 50


def to_tell_of() -> QuerySet[Service]:
    """Entries that parents see."""
    return Service.objects.listed()


def with_consents(rows: StoryQuerySet) -> StoryQuerySet:
    """With where each may be shown, as `yes`."""
    yes = StoryConsent.objects.filter(withdrawn_at=None).order_by("pk")
    return rows.select_related("service", "author").prefetch_related(Prefetch("consents", yes, to_attr="yes"))


def stories_of(user: User) -> StoryQuerySet:
    """This person's own."""
    return with_consents(Story.objects.for_user(user))


def beside(service: Service) -> list[Story]:
    """The newest on the page of a service."""
    return list(Story.objects.shown(StoryWhere.SERVICE).filter(service=service)[:MOST_BESIDE])


def on_the_page() -> StoryQuerySet:
    """On our page of stories; only of entries that parents see."""
    return Story.objects.shown(StoryWhere.STORIES).filter(service__in=to_tell_of()).select_related("service")


def to_read() -> StoryQuerySet:
    """For whoever coordinates: those that wait first."""
    return with_consents(Story.objects.order_by(F("decided_at").desc(nulls_first=True), "told_at", "pk"))


def waiting() -> int:
    """How many wait to be read."""
    return Story.objects.filter(state=Story.State.WAITING).count()
