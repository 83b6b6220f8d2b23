"""Reading a whole feed: page after page, then the details, a few at a time, and never for ever."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any
from urllib.parse import quote

from .client import Failed, Hub
from .dialects import PER_PAGE, Page, page, roots, source_id
from .packed import Packed, digest
from .problems import Problem
from .text import fold, line

MOST_PAGES = 1000
MOST_ROWS = 50_000
MOST_DEAD_PAGES = 2
AT_ONCE = 2
GIVE_UP_DETAILS = 20
"""So many details in a row that are not there, and none that is: this hub has no such pages."""


@dataclass
class Feed:
    """What one run could read of a feed."""

    root: str = ""
    dialect: str = ""
    outcome: str = "failed"
    listed: Packed = field(default_factory=Packed)
    details: Packed = field(default_factory=Packed)
    trusted: set[str] = field(default_factory=set)
    """Rows so like last time's that the details we hold still stand."""
    nameless: int = 0
    announced: int | None = None
    problems: set[Problem] = field(default_factory=set)

    @property
    def delivered(self) -> int:
        return len(self.listed) + self.nameless

    def note(self, *codes: str, about: str = "") -> None:
        self.problems |= {Problem(code, about) for code in codes}


def read(
    hub: Hub,
    typed: str,
    *,
    held: Mapping[str, bytes] | None = None,
    ours: Callable[[Mapping[str, dict[str, Any]]], set[str]] = lambda _listed: set(),
) -> Feed:
    """The list to its end, then the details; `held` is the digests of rows whose details need no second look, `ours`
    names those that began with us and are left out."""
    feed = first_page(hub, typed)
    for name in ours(feed.listed):
        del feed.listed[name]
        feed.note("echo", about=name)
    if feed.outcome != "failed":
        read_details(hub, feed, held or {})
    if hub.rate_limited:
        feed.note("rate_limited")
    return feed


def first_page(hub: Hub, typed: str) -> Feed:
    """Find the feed's root and read its list to the end."""
    feed = Feed()
    for root in roots(typed):
        feed = Feed(root=root)
        try:
            opening = _page(hub, feed, 1)
        except Failed as failure:
            feed.note(failure.code)
            continue
        if opening is None:
            feed.note("envelope_incomplete")
            continue
        feed.dialect = opening.dialect
        return _to_the_end(hub, feed, opening)
    return feed


def _page(hub: Hub, feed: Feed, number: int) -> Page | None:
    answer = hub.get(f"{feed.root}/services", page=number, per_page=PER_PAGE)
    found = page(answer.body)
    feed.note(*answer.problems, *(found.problems if found else ()))
    return found


def _to_the_end(hub: Hub, feed: Feed, opening: Page) -> Feed:
    """Stop at an empty page, a last flag, the number of pages, or a page that only repeats; and at the limit."""
    current: Page | None = opening
    number, dead, ended, whole = 1, 0, False, True
    limit = _limit(opening)
    while not ended and number <= limit:
        if current is None:
            dead, whole = dead + 1, False
        elif _repeats(feed, current):
            feed.note("repeated_page")
            whole = False
            break
        else:
            _take(feed, current)
            ended = not current.rows or current.last is True or (current.pages is not None and number >= current.pages)
        if ended or dead >= MOST_DEAD_PAGES or feed.delivered > MOST_ROWS:
            break
        number += 1
        current = _next(hub, feed, number) if number <= limit else None
    _judge(feed, whole=whole and ended)
    return feed


def _limit(opening: Page) -> int:
    """As many pages as the rows announced can need, and two more."""
    if opening.total is None or not opening.rows:
        return MOST_PAGES
    return min(ceil(opening.total / len(opening.rows)) + 2, MOST_PAGES)


def _next(hub: Hub, feed: Feed, number: int) -> Page | None:
    try:
        found = _page(hub, feed, number)
    except Failed as failure:
        feed.note(failure.code)
        return None
    if found is None:
        feed.note("envelope_incomplete")
    return found


def _repeats(feed: Feed, current: Page) -> bool:
    return bool(current.ids) and all(name in feed.listed for name in current.ids)


def _take(feed: Feed, current: Page) -> None:
    for row in current.rows:
        name = source_id(row)
        if not name:
            feed.nameless += 1
            feed.note("missing_required")
        elif name in feed.listed:
            feed.note("duplicate_id", about=name)
        else:
            feed.listed[name] = row
    if current.total is not None:
        feed.announced = max(current.total, feed.announced or 0)


def _judge(feed: Feed, *, whole: bool) -> None:
    """Complete only when the end was reached, nothing failed on the way, and as much came as was announced."""
    enough = feed.announced is None or feed.delivered >= feed.announced
    feed.outcome = "complete" if whole and enough else "incomplete"
    if whole and feed.announced is not None and feed.delivered != feed.announced:
        feed.note("total_mismatch")


def read_details(hub: Hub, feed: Feed, held: Mapping[str, bytes]) -> None:
    """The nested record of each row, two at a time; a row that has not moved keeps the details we hold."""
    feed.trusted = {name for name in feed.listed if name in held and held[name] == digest(feed.listed[name])}
    wanted = [name for name in feed.listed if name not in feed.trusted]
    misses = 0
    with ThreadPoolExecutor(AT_ONCE) as pair:
        for start in range(0, len(wanted), GIVE_UP_DETAILS):
            if misses >= GIVE_UP_DETAILS and not feed.details:
                feed.problems |= {Problem("detail_missing", name) for name in wanted[start:]}
                return
            names = wanted[start : start + GIVE_UP_DETAILS]
            answers = pair.map(partial(_detail, hub, feed), names)
            misses += sum(_took(feed, name, *answer) for name, answer in zip(names, answers, strict=True))


def _took(feed: Feed, name: str, body: dict[str, Any] | None, problems: set[str]) -> bool:
    """Keep one answer; whether it was a miss."""
    feed.note(*problems, about=name)
    if body is not None:
        feed.details[name] = body
    return body is None


def _detail(hub: Hub, feed: Feed, name: str) -> tuple[dict[str, Any] | None, set[str]]:
    try:
        answer = hub.get(f"{feed.root}/services/{quote(name, safe='')}")
    except Failed as failure:
        code = {"bad_json", "oversize", "unsafe_redirect", "rate_limited"} & {failure.code}
        return None, {"detail_missing"} | code
    body = answer.body[0] if isinstance(answer.body, list) and len(answer.body) == 1 else answer.body
    if not isinstance(body, dict):
        return None, answer.problems | {"detail_missing"}
    given = source_id(body)
    same = given == name if given else fold(line(body.get("name"))) == fold(line(feed.listed[name].get("name")))
    return (body, answer.problems) if same else (None, answer.problems | {"detail_id_mismatch"})
