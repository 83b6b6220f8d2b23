"""Chats are written down, once each, and people are seen again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from signposting.models import Service
from volunteers.models import Chat, OutreachPlace
from volunteers.rules.chats import check_follow_up, when

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
def followed_up(chat: Chat, *, by: User) -> None:
    """They have been seen again."""
    if Chat.objects.filter(pk=chat.pk, followed_up_at=None).update(followed_up_at=clock.now()):
        record("chat.followed_up", chat, by=by)
