"""Strangers who write to us, and whoever answers them. Nothing is lost: what waits too long is told again."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID, uuid4

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post, post_all
from volunteers.models import Enquiry, Reply
from volunteers.queries.gaps import coordinators

NINE = time(9, 0)


@transaction.atomic
def offer_help(
    name: str,
    email: str,
    *,
    message: str = "",
    heard_from: Sequence[str] = (),
    purpose: str = Enquiry.Purpose.HELP,
    code: UUID | None = None,
) -> Enquiry:
    """Keep what a stranger writes, tell those who coordinate, and tell them again on the day it should be answered.

    One with a code that is there already is the same one, sent twice.
    """
    facts = {"name": name, "email": email, "message": message, "heard_from": list(heard_from), "purpose": purpose}
    enquiry, is_new = Enquiry.objects.get_or_create(code=code or uuid4(), defaults=facts)
    if not is_new:
        return enquiry
    record("enquiry.made", enquiry, by=None)
    for coordinator in coordinators():
        post_all([("help_offered", None), ("enquiry_due", _last_morning(enquiry))], to=coordinator, about=enquiry)
    return enquiry


def _last_morning(enquiry: Enquiry) -> datetime:
    return clock.at(enquiry.reply_by, NINE)


@transaction.atomic
def take_on(enquiry: Enquiry, *, by: User) -> None:
    """I answer this one. Whoever says so last has it, and is told on the day it is due."""
    if Enquiry.objects.waiting().filter(pk=enquiry.pk).exclude(owner=by).update(owner=by):
        record("enquiry.taken_on", enquiry, by=by)
        if _last_morning(enquiry) > clock.now():
            post("enquiry_due", to=by, about=enquiry, due=_last_morning(enquiry))


@transaction.atomic
def reply(enquiry: Enquiry, words: str, *, by: User) -> Reply:
    """A letter from here; it answers the enquiry. Pressed twice, it is one letter."""
    Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    said, is_new = Reply.objects.get_or_create(enquiry=enquiry, words=words, sent_by=by)
    if not is_new:
        return said
    record("enquiry.replied", enquiry, by=by)
    post("enquiry_reply", to=said, about=said)
    mark_answered(enquiry, by=by)
    return said


@transaction.atomic
def mark_answered(enquiry: Enquiry, *, by: User) -> None:
    """Somebody has written or rung back. The first to say so is kept."""
    fresh = Enquiry.objects.waiting().filter(pk=enquiry.pk)
    if fresh.update(answered_at=clock.now(), answered_by=by):
        record("enquiry.answered", enquiry, by=by)
