"""Health topics over a year: sessions about them, what was handed out, where families were pointed and went (S3-11)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groupsite.kit import clock
from groupsite.kit.small_numbers import LEAST
from sessions.models import Topic
from signposting.models import Resource
from signposting.queries.library import handed_out, there_is
from signposting.queries.slips import by_service
from signposting.rules.library import HEALTH, health_topics

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Row:
    """One topic. A number of families that is too small to show is None."""

    topic: str
    label: str
    sessions: int
    there: int
    handed: int | None
    pointed: int | None
    used: int | None

    @property
    def is_gap(self) -> bool:
        """Nothing to read, and no session about it."""
        return not self.sessions and not self.there


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Each topic in a line, the gaps marked."""
    return render(request, "portal/library/health.html", {"rows": rows(clock.now() - A_YEAR), "least": LEAST})


def rows(since: datetime) -> list[Row]:
    """In the order of the list of topics."""
    there, handed, sessions = there_is(), handed_out(since), _sessions(since)
    given = [(f"{one.bare_name} {one.kinds}", one.given, one.used) for one in by_service(since)]
    pointed, used = _sums((words, n) for words, n, _ in given), _sums((words, n) for words, _, n in given)
    return [
        Row(
            topic, str(Resource.About(topic).label), sessions[topic], there.get(topic, 0),
            _shown(handed.get(topic, 0)), _shown(pointed[topic]), _shown(used[topic]),
        )
        for topic in HEALTH
    ]  # fmt: skip


def _sessions(since: datetime) -> Counter[str]:
    """How many days had a topic whose title is about it."""
    past = Topic.objects.filter(occurrence__starts_at__range=(since, clock.now()), occurrence__cancelled_at=None)
    return _sums((title, 1) for title in past.values_list("title", flat=True))


def _sums(told: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for words, n in told:
        found.update(dict.fromkeys(health_topics(words), n))
    return found


def _shown(families: int) -> int | None:
    """One or two families could be known by it."""
    return families if not families or families >= LEAST else None
