"""Posting letters. A row goes in with the change it tells of; a doorbell rings after the commit."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Model

from groupsite.kit import clock
from groupsite.kit.refs import ref
from groupsite.outbox import delivery
from groupsite.outbox.doorbell import ring
from groupsite.outbox.models import Channel, Letter, State


def post(kind: str, *, to: Model, about: Model, due: datetime | None = None, channel: str = Channel.EMAIL) -> None:
    """Post a letter, now or for later. Posting the same one twice is one letter."""
    post_all([(kind, due)], to=to, about=about, channel=channel)


def post_all(
    kinds: Iterable[tuple[str, datetime | None]], *, to: Model, about: Model, channel: str = Channel.EMAIL
) -> None:
    """Several letters about one thing to one person, in one statement: (kind, when it is due)."""
    _put(_row(kind, to, about, due, channel) for kind, due in kinds)


def post_many(
    kind: str,
    pairs: Iterable[tuple[Model, Model]],
    *,
    due: datetime | None = None,
    channel: str = Channel.EMAIL,
) -> None:
    """One kind of letter to several people, each about something of theirs, in one statement: (to, about)."""
    _put(_row(kind, to, about, due, channel) for to, about in pairs)


def post_each(
    kind: str, letters: Iterable[tuple[Model, Model, datetime | None]], *, channel: str = Channel.EMAIL
) -> None:
    """One kind of letter about several things, each at its own time, in one statement: (to, about, when it is due)."""
    _put(_row(kind, to, about, due, channel) for to, about, due in letters)


def post_several(letters: Iterable[tuple[str, Model, Model, datetime | None]]) -> None:
    """Letters of several kinds about several things, in one statement: (kind, to, about, when it is due)."""
    _put(_row(kind, to, about, due, Channel.EMAIL) for kind, to, about, due in letters)


def _row(kind: str, to: Model, about: Model, due: datetime | None, channel: str) -> Letter:
    now = clock.now()
    return Letter(
        kind=kind, to=ref(to), about=ref(about), due_at=due or now, made_at=now, not_before=now, channel=channel
    )


def _put(letters: Iterable[Letter]) -> None:
    rows = list(letters)
    Letter.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.due_at <= row.made_at for row in rows):
        _ring_after_commit()


def post_ready(kind: str, *, address: str, subject: str, text: str) -> Letter:
    """Post a letter whose words are known already, to somebody who may have no account."""
    now = clock.now()
    row = Letter.objects.create(kind=kind, address=address, subject=subject[:200], text=text, due_at=now, made_at=now)
    transaction.on_commit(partial(_send_at_once, row.pk), robust=True)
    return row


def take_back(kind: str, *, about: Model) -> int:
    """Drop the letters of a kind that have not gone yet; how many there were."""
    unsent = Letter.objects.filter(kind=kind, about=ref(about), state=State.READY)
    return unsent.update(state=State.DROPPED, ended_at=clock.now(), reason="taken back")


def take_back_all(kind: str, *, about: Iterable[Model], to: Iterable[Model] | None = None) -> int:
    """The same for many things at once; where people are named, of the letters to them alone."""
    unsent = Letter.objects.filter(kind=kind, about__in=[ref(each) for each in about], state=State.READY)
    if to is not None:
        unsent = unsent.filter(to__in=[ref(each) for each in to])
    return unsent.update(state=State.DROPPED, ended_at=clock.now(), reason="taken back")


def take_back_everything_to(person: Model) -> int:
    """Drop every letter to somebody that has not gone yet; how many there were."""
    unsent = Letter.objects.filter(to=ref(person), state=State.READY)
    return unsent.update(state=State.DROPPED, ended_at=clock.now(), reason="taken back")


def pass_on_to(heir: Model, *, of: Model, about: Iterable[str]) -> int:
    """Letters about these things go to somebody else, when one about the same is not on its way there; how many."""
    unsent = Letter.objects.filter(to=ref(of), about__in=list(about), state=State.READY)
    rows = [
        Letter(
            kind=row.kind,
            to=ref(heir),
            about=row.about,
            due_at=row.due_at,
            made_at=clock.now(),
            not_before=row.not_before,
            channel=row.channel,
        )
        for row in unsent
    ]
    return len(Letter.objects.bulk_create(rows, ignore_conflicts=True))


def waiting_for(person: Model) -> list[int]:
    """Numbers of the letters to somebody that have not gone yet."""
    return list(Letter.objects.filter(to=ref(person), state=State.READY).order_by("pk").values_list("pk", flat=True))


def readdress(numbers: Iterable[int], *, to: Model) -> list[int]:
    """These letters go to another row of the same person; those that are on their way there already stay."""
    moved = []
    for row in Letter.objects.filter(pk__in=list(numbers), state=State.READY).order_by("pk"):
        there = Letter.objects.filter(
            kind=row.kind, about=row.about, to=ref(to), due_at=row.due_at, channel=row.channel
        )
        if not there.exists():
            Letter.objects.filter(pk=row.pk).update(to=ref(to))
            moved.append(row.pk)
    return moved


def _ring_after_commit() -> None:
    transaction.on_commit(ring, robust=True)


def _send_at_once(pk: int) -> None:
    """Somebody is waiting at the screen for this code, so a silent broker must not keep it from them."""
    if not ring():
        delivery.sweep(only=pk)
