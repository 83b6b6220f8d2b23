"""Questions about letters."""

from datetime import datetime

from django.db.models import QuerySet

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
