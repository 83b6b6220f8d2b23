"""The sweep: claim, re-read, send, record. A crash at any line loses nothing (TRUST T46, R3)."""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation

from groupsite.kit import clock
from groupsite.outbox.gateways import Gateway, NeverDeliverable, TryLater, gateway_for
from groupsite.outbox.letters import KINDS, Drop, Instead, Later, Message, Rest
from groupsite.outbox.models import Channel, Letter, State

log = logging.getLogger(__name__)
BATCH = 50
MOST_ATTEMPTS = 12
MOST_TEXTS = 5
"""A text that has not gone after a quarter of an hour goes as an e-mail instead."""
LONGEST_REST = timedelta(hours=2)


def sweep(*, only: int | None = None) -> int:
    """Send everything that is due, or one letter by its number; how many letters were looked at."""
    free_stuck()
    looked_at = 0
    with _gateways() as gateways:
        while batch := claim(BATCH, only=only):
            looked_at += len(batch)
            for row in batch:
                _handle(row, gateways)
    return looked_at


def claim(count: int, *, only: int | None = None) -> list[Letter]:
    """Take up to `count` due letters for this worker; two workers never take the same one."""
    now = clock.now()
    with transaction.atomic():
        due = Letter.objects.due(now) if only is None else Letter.objects.due(now).filter(pk=only)
        batch = list(due.select_for_update(skip_locked=True)[:count])
        for row in batch:
            row.state, row.claimed_at, row.attempts = State.SENDING, now, row.attempts + 1
        Letter.objects.filter(pk__in=[row.pk for row in batch]).update(
            state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1
        )
    return batch


def free_stuck() -> int:
    """Give back what a dead worker held, marked so that the gateway is asked first."""
    before = clock.now() - timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    return Letter.objects.stuck(before).update(state=State.READY, claimed_at=None, maybe_sent=True)


class _Gateways(dict[str, Gateway]):
    def __missing__(self, channel: str) -> Gateway:
        self[channel] = gateway_for(channel)
        return self[channel]


@contextmanager
def _gateways() -> Iterator[_Gateways]:
    gateways = _Gateways()
    try:
        yield gateways
    finally:
        for gateway in gateways.values():
            gateway.close()


def _handle(row: Letter, gateways: _Gateways) -> None:
    """Decide and send one letter. Whatever goes wrong with it, the next one gets its turn."""
    if _lease_is_old(row):
        return
    try:
        _send(row, gateways[row.channel])
    except NeverDeliverable as error:
        _give_up(row, reason=str(error))
    except TryLater as error:
        _rest(row, reason=str(error))
    except Exception as error:  # a fault in one letter's words must not hold up everybody's post
        log.exception("letter %s (%s) failed", row.code, row.kind)
        _rest(row, reason=type(error).__name__)


def _lease_is_old(row: Letter) -> bool:
    assert row.claimed_at is not None
    return clock.now() - row.claimed_at > timedelta(seconds=settings.OUTBOX_LEASE_SECONDS / 2)


def _send(row: Letter, gateway: Gateway) -> None:
    reference = str(row.code)
    if row.maybe_sent and gateway.was_sent(reference):
        return _end(row, State.SENT, reason="the gateway had it already")
    decision = KINDS[row.kind](row)
    if not isinstance(decision, Message):
        return _leave(row, decision)
    if not decision.to:
        return _end(row, State.DROPPED, reason="no address for this channel")
    for channel in decision.also:
        _pass_on(row, channel)
    subject, text, html = words(row.kind, decision)
    gateway.send(to=decision.to, subject=subject, text=text, html=html, files=decision.attachments, reference=reference)
    keep = {} if row.kind == "sign_in" else {"address": decision.to, "subject": subject[:200], "text": text}
    return _end(row, State.SENT, **{"address": "", "subject": "", "text": "", **keep})


def _leave(row: Letter, decision: Drop | Later | Rest | Instead) -> None:
    """Nothing goes by this row now."""
    if isinstance(decision, Later):
        return _move(row, decision.due)
    if isinstance(decision, Rest):
        return _move(row, row.due_at, not_before=decision.until)
    if isinstance(decision, Drop):
        return _end(row, State.DROPPED, reason=decision.reason)
    _pass_on(row, decision.channel)
    return _end(row, State.DROPPED, reason=f"goes by {decision.channel}")


def _pass_on(row: Letter, channel: str) -> None:
    """The same news by another channel, once. A row that was left out in favour of this one goes after all."""
    same = {"kind": row.kind, "about": row.about, "to": row.to, "due_at": row.due_at, "channel": channel}
    left_out = Letter.objects.filter(**same, state=State.DROPPED, reason=f"goes by {row.channel}")
    if left_out.update(state=State.READY, ended_at=None, reason="", not_before=clock.now(), last_way=True):
        return
    Letter.objects.bulk_create([Letter(**same, made_at=row.made_at)], ignore_conflicts=True)


def _give_up(row: Letter, *, reason: str) -> None:
    """It cannot be sent. A text's news is not lost while there is an e-mail it could be."""
    if row.channel == Channel.TEXT:
        _pass_on(row, Channel.EMAIL)
    _end(row, State.DEAD, reason=reason)


def words(kind: str, message: Message) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter, in the recipient's own language."""
    if message.text:
        return message.subject, message.text, ""
    context = {"site_url": settings.SITE_URL, "group": settings.GROUP_NAME, **message.context}
    with translation.override(message.language):
        context["language"] = message.language
        subject = " ".join(render_to_string(f"emails/{kind}.subject.txt", context).split())
        context["subject"] = subject
        # A slice of what Django calls safe is plain text again: a page that shows a letter has to escape it.
        text, html = render_to_string(f"emails/{kind}.txt", context)[:], ""
        with suppress(TemplateDoesNotExist):  # a short letter may do without
            html = str(render_to_string(f"emails/{kind}.html", context))
    return subject, text, html


def _end(row: Letter, state: str, **fields: str) -> None:
    mine = Letter.objects.filter(pk=row.pk, state=State.SENDING, claimed_at=row.claimed_at)
    mine.update(state=state, ended_at=clock.now(), claimed_at=None, **fields)


def _move(row: Letter, due: datetime, **fields: datetime) -> None:
    Letter.objects.filter(pk=row.pk).update(state=State.READY, due_at=due, claimed_at=None, attempts=0, **fields)


def _rest(row: Letter, *, reason: str) -> None:
    if row.attempts >= (MOST_TEXTS if row.channel == Channel.TEXT else MOST_ATTEMPTS):
        return _give_up(row, reason=f"{reason}, {row.attempts} tries")
    pause = min(timedelta(seconds=30 * 2**row.attempts), LONGEST_REST) * random.uniform(0.8, 1.2)  # noqa: S311
    Letter.objects.filter(pk=row.pk).update(
        state=State.READY, claimed_at=None, not_before=clock.now() + pause, reason=reason[:200]
    )
    return None
