"""Adding a feed by its address, and keeping what we may do with its words."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub import client, dialects
from signposting.familyhub.client import Failed
from signposting.familyhub.text import line
from signposting.models import Source, SyncRun

SPOKEN = {
    dialects.V3: "Open Referral UK, version 3",
    dialects.V1: "Open Referral UK, version 1",
    dialects.OUTPOST: "Outpost",
}


@dataclass(frozen=True)
class Probe:
    """What was found at an address."""

    root: str
    dialect: str
    total: int | None
    examples: tuple[str, ...]


def probe(typed: str, *, hub: client.Hub | None = None) -> Probe:
    """Look at the first page only, and say what is there; a refusal says in plain words what is not."""
    if hub is None:
        with client.hub() as opened:
            return probe(typed, hub=opened)
    trouble = "envelope_incomplete"
    for root in dialects.roots(typed):
        try:
            page = dialects.page(hub.get(f"{root}/services", page=1, per_page=dialects.PER_PAGE).body)
        except Failed as failure:
            trouble = failure.code
            continue
        if page is not None:
            names = [line(row.get("name")) for row in page.rows if isinstance(row, dict)]
            return Probe(root, page.dialect, page.total, tuple(filter(None, names))[:3])
    raise Refused(_why_not(trouble), code=trouble, field="url")


def _why_not(trouble: str) -> str:
    return {
        "unsafe_redirect": _("We only read feeds on public https addresses. This one is not, or sends us elsewhere."),
        "bad_json": _(
            "There is a page at this address, but no feed. Ask the hub for the address of its Open Referral feed."
        ),
        "envelope_incomplete": _("Something answers at this address, but it is no list of services."),
        "oversize": _("The first page of this feed is too big to read. Ask the hub whether it has pages."),
        "rate_limited": _("The hub asks us to wait. Try again in an hour."),
    }.get(trouble, _("Nothing answers at this address. Check it for typing mistakes, or try again later."))


@transaction.atomic
def add(*, name: str, url: str, licence: str, by: User, found: Probe) -> Source:
    """A new source, ready for its first run."""
    if Source.objects.filter(url=url).exists() or Source.objects.filter(root=found.root).exists():
        raise Refused(_("We read this feed already."), code="known", field="url")
    source = Source.objects.create(
        name=name, url=url, root=found.root, dialect=found.dialect, licence=licence, added_by=by
    )
    record("directory.source_added", source, by=by)
    return source


@transaction.atomic
def set_terms(source: Source, *, licence: str, is_on: bool, by: User, phone: str = "") -> None:
    """Under what licence we may show its words, where families may ring, and whether we read it at all."""
    source.licence, source.is_on, source.phone = licence, is_on, phone
    source.save(update_fields=["licence", "is_on", "phone"])
    record("directory.source_terms", source, by=by, licence=licence, is_on=is_on)


@transaction.atomic
def ask_for_reading(source: Source, *, by: User) -> None:
    """Read it now. The wish is kept in its row, so it outlives a broker that is away."""
    source.asked_at, source.asked_by = clock.now(), by
    source.save(update_fields=["asked_at", "asked_by"])
    record("directory.reading_asked", source, by=by)


def due(*, at: datetime) -> list[Source]:
    """Feeds to read now: asked for by somebody, put off by the hub until now, or not read yet tonight."""
    latest = SyncRun.objects.filter(source=OuterRef("pk")).order_by("-started_at").values("started_at")[:1]
    return [source for source in Source.objects.annotate(last_run=Subquery(latest)) if is_due(source, at=at)]


def is_due(source: Any, *, at: datetime) -> bool:
    """Expects `last_run` on the row."""
    last = source.last_run
    if source.must_wait(at):
        return False
    put_off = source.wait_until if source.is_on else None
    wanted = [moment for moment in (source.asked_at, put_off) if moment]
    if wanted and (last is None or last < max(wanted)):
        return True
    tonight = nightly(source, clock.local(at).date())
    return source.is_on and tonight <= at and (last is None or last < tonight)


def nightly(source: Source, day: date) -> datetime:
    """Each source has its own minute between one and five at night, so that hubs are not all asked at once."""
    minute = source.pk * 37 % 240
    return clock.at(day, time(1 + minute // 60, minute % 60))
