"""Questions about letters."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Model, QuerySet

from groupsite.kit.refs import ref
from groupsite.outbox.models import Letter, State


def sent_lately(count: int) -> QuerySet[Letter]:
    """The newest letters whose words are still kept."""
    return Letter.objects.filter(state=State.SENT).exclude(text="").order_by("-ended_at")[:count]


def dead_letters() -> QuerySet[Letter]:
    """Letters that could not be sent, for staff to look at."""
    return Letter.objects.filter(state=State.DEAD).order_by("-ended_at")


def oldest_waiting(at: datetime) -> Letter | None:
    """The letter that has been due the longest."""
    return Letter.objects.due(at).first()


def last_told(kind: str, *, to: Model, about: Iterable[Model], before: datetime) -> datetime | None:
    """Of when the last news of a kind is that somebody has had about any of these things, by any channel."""
    theirs = Letter.objects.filter(kind=kind, to=ref(to), about__in=[ref(each) for each in about])
    sent = theirs.filter(state=State.SENT)
    return sent.filter(due_at__lt=before).aggregate(last=Max("due_at"))["last"]


def not_reached(kind: str, *, about: Iterable[Model]) -> set[str]:
    """Whom a letter of a kind about any of these things is still to reach: it waits, and none has gone to them yet."""
    rows = Letter.objects.filter(kind=kind, about__in=[ref(each) for each in about])
    told = rows.filter(state__in=[State.SENDING, State.SENT]).values_list("to", flat=True)
    return set(rows.filter(state=State.READY).values_list("to", flat=True)) - set(told)


def how_far(kind: str, *, about: Iterable[Model]) -> Counter[tuple[str, str]]:
    """How many letters of a kind about these things there are, by channel and state."""
    rows = Letter.objects.filter(kind=kind, about__in=[ref(each) for each in about])
    counted = rows.values_list("channel", "state").annotate(count=Count("pk")).order_by()
    return Counter({(channel, state): count for channel, state, count in counted})
