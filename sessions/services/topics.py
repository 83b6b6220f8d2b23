"""Topics of the weeks: suggested, voted for, planned for a day, or put off with a reason."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from families.models import Family
from families.rules.words import tidy
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence, Topic, TopicVote

MOST_OPEN = 5
"""Suggestions of one household that nobody has read yet."""


@transaction.atomic
def suggest(title: str, *, family: Family, by: User) -> Topic:
    """A household would like to hear about something. The leaders read it first."""
    title = _tidy(title)
    Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    unread = Topic.objects.filter(family=family, shown_at=None, not_now="", occurrence=None)
    if unread.count() >= MOST_OPEN:
        raise Refused(_("You have given us five ideas already. We will read them soon."), code="enough", field="title")
    topic = Topic.objects.create(title=title, family=family)
    TopicVote.objects.create(topic=topic, family=family)
    record("topic.suggested", topic, by=by)
    return topic


@transaction.atomic
def vote(topic: Topic, family: Family, *, by: User) -> bool:
    """One vote of a household; given again, it is taken back. Does it stand now?"""
    mine, made = TopicVote.objects.get_or_create(topic=topic, family=family)
    if not made:
        mine.delete()
    record("topic.voted" if made else "topic.unvoted", topic, by=by)
    return made


@transaction.atomic
def show(topic: Topic, *, by: User) -> Topic:
    """Families may see it and vote."""
    topic = _held(topic)
    topic.shown_at, topic.not_now = topic.shown_at or clock.now(), ""
    return _save(topic, "topic.shown", by=by)


@transaction.atomic
def put_off(topic: Topic, why: str, *, by: User) -> Topic:
    """Not now, and why."""
    topic = _held(topic)
    why = tidy(why, longest=200, field="why")
    if not why:
        raise Refused(_("Say why not now. Families read it."), code="no_reason", field="why")
    topic.occurrence, topic.not_now = None, why
    return _save(topic, "topic.put_off", by=by)


def plan(topic: Topic, occurrence: Occurrence, *, by: User) -> Topic:
    """It is the topic of that day. Refused when the day has another."""
    try:
        with transaction.atomic():
            topic = _held(topic)
            if topic.occurrence_id not in {None, occurrence.pk}:
                raise Refused(_("Another day has this topic already. Choose another one."), code="planned")
            topic.occurrence, topic.not_now, topic.shown_at = occurrence, "", topic.shown_at or clock.now()
            return _save(topic, "topic.planned", by=by)
    except IntegrityError:
        raise Refused(_("This day has a topic already. Take that off first."), code="taken") from None


@transaction.atomic
def plan_new(title: str, occurrence: Occurrence, *, by: User) -> Topic:
    """A topic the leader thought of, for that day."""
    return plan(Topic(title=_tidy(title)), occurrence, by=by)


@transaction.atomic
def take_off(occurrence: Occurrence, *, by: User) -> None:
    """That day is about nothing in particular; the topic waits for another."""
    for topic in Topic.objects.select_for_update().filter(occurrence=occurrence):
        topic.occurrence = None
        _save(topic, "topic.taken_off", by=by)


def _tidy(title: str) -> str:
    title = tidy(title, longest=80, field="title")
    if not title:
        raise Refused(_("Say what it is about."), code="nothing", field="title")
    return title


def _held(topic: Topic) -> Topic:
    return topic if topic.pk is None else Topic.objects.select_for_update().get(pk=topic.pk)


def _save(topic: Topic, what: str, *, by: User) -> Topic:
    topic.save()
    record(what, topic, by=by)
    return topic


@transaction.atomic
def choose(occurrence: Occurrence, *, topic: Topic | None, title: str, by: User) -> Topic | None:
    """What a day is about instead of what it was: a new topic, one that waits, or nothing in particular."""
    take_off(occurrence, by=by)
    if title:
        return plan_new(title, occurrence, by=by)
    return plan(topic, occurrence, by=by) if topic else None
