"""The directory of the demo: two real feeds read over HTTP, most of it agreed to, and a desk with real work on it."""

from datetime import datetime, timedelta

import httpx
from django.conf import settings

from groupsite.accounts.models import User
from groupsite.kit import clock
from signposting.familyhub.links import DEAD, Look
from signposting.models import Service, Source
from signposting.services import asking, checks, desk, freshness, links, sources
from signposting.services.sync import sync

FEEDS = (
    ("Buckinghamshire Family Information Service", "/outpost", "Apache-2.0", "01632 960 120"),
    ("Bristol open data", "/bristol/v1", "BSD-3-Clause", "0117 496 0100"),
)
"""Name, address, licence, and a number of those kept for stories, so that nobody is rung."""

FOR_OTHERS = ("Careline365", "Care for Adults and Older People", "Choices 4 U", "Bristol Dementia Action Alliance")
STILL_NEW = (
    "Abbotts View Alpacas Private Group Visits", "Chepping View Primary Academy", "Abbotsbrook Pre-School",
    "Bristol Shared Reading", "Cancer Care Map", "ABLEize | Disability and Special Needs Resources",
)  # fmt: skip
CHECKED = (("phone", 3), ("visit", 20), ("email", 45), ("phone", 80), ("hub", 120), ("phone", 170), ("visit", 230))
"""How an entry was checked, and how many days ago: in turn, so that every age is there."""


def seed(by_reviewer: User, at: datetime) -> None:
    """Fifteen months of a directory, up to this evening. Does nothing where there are feeds already."""
    if not settings.DEMO_HUB_URL or Source.objects.exists():
        return
    httpx.post(f"{settings.DEMO_HUB_URL}/reset", trust_env=False)
    found = [_added(*feed, by=by_reviewer) for feed in FEEDS]
    for source in found:
        sync(source, at=at - timedelta(days=450))
    _agree(by_reviewer, at)
    for source in found:
        sync(source, at=at - timedelta(days=1))
    httpx.post(f"{settings.DEMO_HUB_URL}/change", trust_env=False)
    for source in found:
        sync(source, at=at)
    _grow_old(by_reviewer, at)


def _grow_old(rita: User, at: datetime) -> None:
    """Two months ago some entries began to warn, and those who look after them were told; one page has gone."""
    for service in Service.objects.listed().order_by("bare_name")[:6]:
        freshness.give_to(service, rita, by=rita)
    for days in (62, 61, 0):
        with clock.stopped_at(at - timedelta(days=days)):
            freshness.refresh_all(at=clock.now())
            freshness.write_to_owners(at=clock.now())
    _ask_providers(rita, at)
    gone = Service.objects.listed().filter(url__isnull=False, flag="").order_by("bare_name").first()
    for days in (12, 8, 1):
        if gone:
            links.note(gone, Look(DEAD), at=at - timedelta(days=days))


def _ask_providers(rita: User, at: datetime) -> None:
    """Three were asked: one says all is right, one has a new telephone, one has not answered yet."""
    with_address = Service.objects.listed().in_default_search().filter(email__isnull=False).order_by("bare_name")
    with clock.stopped_at(at - timedelta(days=2)):
        rows = [asking.ask(service, by=rita) for service in with_address[:3]]
        for row, (said, fixes) in zip(rows, (("yes", {}), ("fix", {"phones": ["0117 496 0123"]})), strict=False):
            asking.answer(row, said, fixes=fixes)


def _added(name: str, path: str, licence: str, phone: str, *, by: User) -> Source:
    address = settings.DEMO_HUB_URL + path
    made = sources.add(name=name, url=address, licence=licence, by=by, found=sources.probe(address))
    sources.set_terms(made, licence=licence, is_on=True, phone=phone, by=by)
    return made


def _agree(by: User, at: datetime) -> None:
    """A reviewer goes through what the first reading brought: most is listed, some of it was never checked since."""
    for place, service in enumerate(Service.objects.waiting().order_by("bare_name")):
        if service.name in FOR_OTHERS:
            desk.decline(service, by=by, at=at - timedelta(days=440))
        elif service.name not in STILL_NEW:
            desk.approve(service, by=by, at=at - timedelta(days=440 if place % 8 == 7 else 85))
            _check(service, place, by=by, at=at)


def _check(service: Service, place: int, *, by: User, at: datetime) -> None:
    if place % 8 < len(CHECKED):
        how, days = CHECKED[place % 8]
        checks.confirm(service, by=by, how=how, at=at - timedelta(days=days))
