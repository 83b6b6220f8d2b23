"""Whose story is shown where, and which wait to be read."""

from django.db.models import F, Prefetch, Q, QuerySet

from groupsite.accounts.models import User
from signposting.models import Service
from signposting.queries.doubles import kept_instead, put_aside_for
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
    about = Q(service=service) | Q(service__in=put_aside_for(service))
    return list(Story.objects.shown(StoryWhere.SERVICE).filter(about)[:MOST_BESIDE])


def on_the_page() -> list[Story]:
    """On our page of stories; only of entries that parents see. Of a double they are of the entry that was kept."""
    kept = kept_instead()
    seen = Q(service__in=to_tell_of()) | Q(service__in=kept)
    rows = list(Story.objects.shown(StoryWhere.STORIES).filter(seen).select_related("service")[:MOST_SHOWN])
    for story in rows:
        story.service = kept.get(story.service_id, story.service)
    return rows


def to_read() -> StoryQuerySet:
    """For whoever coordinates: those that wait first."""
    return with_consents(Story.objects.order_by(F("decided_at").desc(nulls_first=True), "told_at", "pk"))


def waiting() -> int:
    """How many wait to be read."""
    return Story.objects.filter(state=Story.State.WAITING).count()
