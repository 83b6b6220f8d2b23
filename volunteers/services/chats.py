"""Chats are written down, once each, and people are seen again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, take_back
from signposting.models import Service
from volunteers.models import Chat, OutreachPlace
from volunteers.rules.chats import check_follow_up, is_correctable, when

MORNING = time(8, 0)


@dataclass(frozen=True)
class Told:
    """One chat as its champion tells it. Everything but its kind may be left out."""

    kind: str = Chat.Kind.BRIEF
    place: OutreachPlace | None = None
    topics: Iterable[str] = ()
    barriers: Iterable[str] = ()
    services: Iterable[Service] = ()
    name: str = ""
    note: str = ""
    follow_up_on: date | None = None


@transaction.atomic
def log(key: UUID, told: Told, *, by: User, at: datetime | None = None) -> Chat:
    """Write it down. The same key again is the same chat, however often and in whatever order a phone tells it.

    Raises Refused for a visit without a day to look in again, and for a key of somebody else's.
    """
    happened_at = when(at, clock.now())
    facts = {
        "by": by,
        "kind": told.kind,
        "place": told.place,
        "topics": list(told.topics),
        "barriers": list(told.barriers),
        "name": told.name,
        "happened_at": happened_at,
        "follow_up_on": told.follow_up_on,
    }
    chat = Chat.objects.filter(key=key).first()
    if chat is None:
        check_follow_up(told.kind, told.follow_up_on, clock.local(happened_at).date())
        chat, is_new = Chat.objects.get_or_create(key=key, defaults=facts | {"note": told.note})
        if is_new:
            _begin(chat, told, by)
    if chat.by_id != by.pk:
        raise Refused(_("This chat is somebody else’s."), code="somebody_elses")
    return chat


def _begin(chat: Chat, told: Told, by: User) -> None:
    chat.services.set(told.services)
    record("chat.logged", chat, by=by, kind=chat.kind)
    if chat.follow_up_on:
        post("follow_up", to=by, about=chat, due=clock.at(chat.follow_up_on, MORNING))


@transaction.atomic
def correct(chat: Chat, told: Told, *, by: User) -> Chat:
    """Whoever wrote it says it anew. The trail keeps which parts have changed, no words. Refused once it is late."""
    chat = _held(chat, by)
    day = clock.local(chat.happened_at).date()
    if told.follow_up_on != chat.follow_up_on or told.kind != chat.kind:
        check_follow_up(told.kind, told.follow_up_on, day)
    new = {name: getattr(told, name) for name in ("kind", "place", "name", "note", "follow_up_on")}
    new |= {"topics": list(told.topics), "barriers": list(told.barriers)}
    changed = [name for name, value in new.items() if getattr(chat, name) != value]
    for name in changed:
        setattr(chat, name, new[name])
    if "follow_up_on" in changed:
        _remind_anew(chat, by)
    chat.save()
    chat.services.set(told.services)
    record("chat.corrected", chat, by=by, parts=sorted(changed))
    return chat


def _remind_anew(chat: Chat, by: User) -> None:
    take_back("follow_up", about=chat)
    chat.followed_up_at = None
    if chat.follow_up_on:
        # Some millionths of a second make it another letter than one that was taken back for the same morning.
        due = clock.at(chat.follow_up_on, MORNING) + timedelta(microseconds=clock.now().microsecond)
        post("follow_up", to=by, about=chat, due=due)


@transaction.atomic
def delete(chat: Chat, *, by: User) -> None:
    """Nothing is left of it but its key: a phone that tells it again brings nothing back."""
    chat = _held(chat, by)
    take_back("follow_up", about=chat)
    chat.services.clear()
    nothing: dict[str, object] = {
        "kind": Chat.Kind.BRIEF,
        "place": None,
        "topics": [],
        "barriers": [],
        "name": "",
        "note": "",
    }
    for name, value in nothing.items():
        setattr(chat, name, value)
    chat.follow_up_on = chat.followed_up_at = None
    chat.taken_back_at = clock.now()
    chat.save()
    record("chat.deleted", chat, by=by)


def _held(chat: Chat, by: User) -> Chat:
    chat = Chat.objects.for_user(by).select_for_update().get(pk=chat.pk)
    if not is_correctable(chat, clock.now()):
        raise Refused(_("This chat is older than a week, so it stays as it is. Tell your coordinator."), code="late")
    return chat


@transaction.atomic
def followed_up(chat: Chat, *, by: User) -> None:
    """They have been seen again."""
    if Chat.objects.filter(pk=chat.pk, followed_up_at=None).update(followed_up_at=clock.now()):
        record("chat.followed_up", chat, by=by)
