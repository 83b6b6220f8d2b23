"""Questions about letters."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Model, Q, QuerySet

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


def not_reached(kind: str, *, about: Iterable[Model], since: datetime) -> set[str]:
    """Whom a letter of a kind, posted since then about any of these things, is still to reach: it waits, and none went.

    Those that wait are held, so no worker takes one meanwhile. What a worker died with may have gone, so it has.
    """
    rows = Letter.objects.filter(kind=kind, about__in=[ref(each) for each in about], due_at__gte=since)
    waiting = rows.filter(state=State.READY, maybe_sent=False).select_for_update().order_by("pk")
    unsent = set(waiting.values_list("to", flat=True))
    gone = rows.filter(Q(state__in=[State.SENDING, State.SENT]) | Q(maybe_sent=True))
    return unsent - set(gone.values_list("to", flat=True))


def heard_last(kind: str, *, not_yet: str, about: Iterable[Model]) -> set[str]:
    """Who has had a letter of a kind about any of these things, and since then none of another kind."""
    rows = Letter.objects.filter(kind__in=[kind, not_yet], about__in=[ref(each) for each in about], state=State.SENT)
    last = dict(rows.order_by("ended_at", "pk").values_list("to", "kind"))
    return {to for to, heard in last.items() if heard == kind}


def how_far(kind: str, *, about: Iterable[Model]) -> Counter[tuple[str, str]]:
    """How many letters of a kind about these things there are, by channel and state."""
    rows = Letter.objects.filter(kind=kind, about__in=[ref(each) for each in about])
    counted = rows.values_list("channel", "state").annotate(count=Count("pk")).order_by()
    return Counter({(channel, state): count for channel, state, count in counted})
