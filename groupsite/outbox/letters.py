"""Which letters there are. Each kind is decided when it is sent, from the state as it is then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from groupsite.outbox.models import Letter


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Message:
    """What to send and where. Words come from `templates/emails/<kind>.*` unless `text` is given.

    `also` names channels by which the same news goes as well, each decided by itself.
    """

    to: str
    language: str = "en-gb"
    context: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    also: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""


@dataclass(frozen=True)
class Drop:
    """Not needed any more, and why (for staff; nothing personal)."""

    reason: str


@dataclass(frozen=True)
class Later:
    """Not yet: what it is about has moved."""

    due: datetime


@dataclass(frozen=True)
class Rest:
    """Nobody is to be woken: again at that moment, and about the same time as before."""

    until: datetime


@dataclass(frozen=True)
class Instead:
    """Not by this channel: by that one."""

    channel: str


Decision = Message | Drop | Later | Rest | Instead
KINDS: dict[str, Callable[[Letter], Decision]] = {}


def letter(kind: str) -> Callable[[Callable[[Letter], Decision]], Callable[[Letter], Decision]]:
    """Register how a kind of letter is decided."""

    def register(decide: Callable[[Letter], Decision]) -> Callable[[Letter], Decision]:
        KINDS[kind] = decide
        return decide

    return register
