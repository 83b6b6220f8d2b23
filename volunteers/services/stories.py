"""Stories are told, read first, shown only where their author says yes, and gone the moment they say no."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_many
from signposting.models import Service
from volunteers.models import Story, StoryConsent
from volunteers.queries.gaps import coordinators
from volunteers.services.promises import lock_people

MOST_WAITING = 5


@transaction.atomic
def tell(service: Service, words: str, signed: str, where: Iterable[str], code: UUID, *, by: User) -> Story:
    """A new one, to be read by somebody who coordinates. The same code is the same story."""
    lock_people([by.pk])
    waiting = Story.objects.for_user(by).filter(state=Story.State.WAITING).exclude(code=code)
    if waiting.count() >= MOST_WAITING:
        says = _("Some of your stories wait to be read. Tell the next one when we have read them.")
        raise Refused(says, code="waiting")
    facts = {"author": by, "service": service, "words": words, "signed": signed}
    story, is_new = Story.objects.get_or_create(code=code, defaults=facts)
    if is_new:
        StoryConsent.objects.bulk_create(StoryConsent(story=story, where=place) for place in where)
        record("story.told", story, by=by, where=sorted(where))
        post_many("story_waiting", ((coordinator, story) for coordinator in coordinators()))
    return story


@transaction.atomic
def say_where(story: Story, where: Iterable[str], *, by: User) -> None:
    """Yes to these places and to no other: what is taken back counts at once."""
    story = Story.objects.select_for_update().get(pk=story.pk)
    live, wanted = StoryConsent.objects.filter(story=story, withdrawn_at=None), set(where)
    had = set(live.values_list("where", flat=True))
    live.exclude(where__in=wanted).update(withdrawn_at=clock.now())
    StoryConsent.objects.bulk_create(StoryConsent(story=story, where=place) for place in sorted(wanted - had))
    record("story.consent", story, by=by, yes=sorted(wanted), taken_back=sorted(had - wanted))


@transaction.atomic
def delete(story: Story, *, by: User) -> None:
    """The author wants it gone."""
    record("story.deleted", story, by=by)
    story.delete()


@transaction.atomic
def decide(story: Story, *, approve: bool, by: User) -> None:
    """Somebody who coordinates has read it. The author hears of it."""
    state = Story.State.APPROVED if approve else Story.State.DECLINED
    decided = {"state": state, "decided_at": clock.now(), "decided_by": by}
    if Story.objects.filter(pk=story.pk).exclude(state=state).update(**decided):
        record(f"story.{state}", story, by=by)
        post("story_decided", to=story.author, about=story, due=clock.now())
