"""Following the links of the directory once a week, one after the other, and doubting what is certainly gone."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby, zip_longest
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from groupsite.kit import clock
from signposting.familyhub import links
from signposting.familyhub.client import Hub
from signposting.models import Doubt, LinkCheck, Service
from signposting.services import freshness

EVERY = timedelta(days=7)
SOONER = timedelta(days=3)
"""A page that was gone is looked at again before its week is over."""
A_NIGHT = 1500
OF_ONE_HOST = 20
PAUSE = 1.0


def look_tonight(*, at: datetime, door: Hub | None = None) -> int:
    """Every link whose week is over, no host asked twice in one breath; how many were followed."""
    if door is None:
        if not settings.CHECK_LINKS:
            return 0
        with links.looker() as opened:
            return look_tonight(at=at, door=opened)
    count = 0
    for service in in_turn(due(at=at)):
        note(service, links.look(door, service.url or ""), at=clock.now())
        door.sleep(PAUSE)
        count += 1
    return count


def due(*, at: datetime) -> list[Service]:
    """Listed entries with a page that can be judged, the longest unseen first."""
    seen = Q(link__url=F("url"), link__checked_at__gt=at - EVERY)
    well = ~Q(link__outcome=LinkCheck.Outcome.DEAD) | Q(link__checked_at__gt=at - SOONER)
    rows = Service.objects.filter(state=Service.State.LISTED, url__isnull=False).exclude(seen & well)
    rows = rows.order_by(F("link__checked_at").asc(nulls_first=True), "pk").only("url", "code")
    return [row for row in rows[:A_NIGHT] if row.url and not links.is_social(row.url)]


def in_turn(services: Iterable[Service]) -> Iterator[Service]:
    """One of each host, then the next of each: nobody's server is asked again at once, or more than it likes."""
    hosts = sorted(services, key=_host)
    piles = [list(rows)[:OF_ONE_HOST] for _name, rows in groupby(hosts, key=_host)]
    for layer in zip_longest(*piles):
        yield from (row for row in layer if row is not None)


def _host(service: Service) -> str:
    return urlsplit(service.url or "").hostname or ""


@transaction.atomic
def note(service: Service, look: links.Look, *, at: datetime) -> LinkCheck:
    """Write down what came of it. Gone three times over a week is a doubt; an answer takes the doubt back."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    row = LinkCheck.objects.filter(service=service, url=service.url).first()
    if row is None:
        LinkCheck.objects.filter(service=service).delete()  # of another address
        row = LinkCheck(service=service, url=service.url or "")
    _carry(row, look, at)
    row.save()
    _doubt_or_settle(service, row, at)
    return row


def _carry(row: LinkCheck, look: links.Look, at: datetime) -> None:
    """The clocks of one link. “Cannot tell” moves none of them but the last look."""
    row.checked_at, row.outcome, row.leads_to = at, look.outcome, look.leads_to[:2000]
    if look.outcome == links.DEAD:
        row.failures, row.failing_since = row.failures + 1, row.failing_since or at
    elif look.outcome != links.UNSURE:
        row.failures, row.failing_since, row.ok_at = 0, None, at


def _doubt_or_settle(service: Service, row: LinkCheck, at: datetime) -> None:
    if row.outcome == links.MOVED:
        freshness.doubt(service, "url", Doubt.Kind.MOVED_LINK, at=at)
    elif row.outcome == links.DEAD and row.is_gone(at):
        freshness.doubt(service, "url", Doubt.Kind.DEAD_LINK, at=at)
    if row.outcome in (links.OK, links.MOVED):
        freshness.settle(service, "url", Doubt.Kind.DEAD_LINK)
    if row.outcome == links.OK:
        freshness.settle(service, "url", Doubt.Kind.MOVED_LINK)
