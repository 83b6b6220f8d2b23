"""Looking whether a page is still there: cautiously, since most of what looks dead to a machine is alive."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from .addresses import refusal
from .client import REDIRECTS, Again, Failed, Hub, hub

ASKS_FOR_A_PAGE = {
    "User-Agent": "Mozilla/5.0 (compatible; groupsite-directory/1.0; looks once a week whether this page is there)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.8",
    "Accept-Encoding": "gzip",
}
SOCIAL = ("facebook.com", "instagram.com", "twitter.com", "x.com", "linkedin.com", "tiktok.com", "youtube.com")
"""They answer machines with a wall, so nothing can be told from outside."""
GONE = (404, 410)
UNDER_UK = ("ac", "co", "gov", "ltd", "me", "net", "nhs", "org", "plc", "police", "sch")
OK, DEAD, MOVED, UNSURE = "ok", "dead", "moved", "unsure"


@dataclass(frozen=True)
class Look:
    """What came of following a link."""

    outcome: str
    leads_to: str = ""


def is_social(url: str) -> bool:
    """A page that cannot be judged."""
    return registered(urlsplit(url).hostname or "") in SOCIAL


def registered(host: str) -> str:
    """The part of a name that somebody has bought: `bristol.gov.uk` of `www.bristol.gov.uk`."""
    labels = host.rstrip(".").casefold().split(".")
    three = len(labels) > 2 and labels[-1] == "uk" and labels[-2] in UNDER_UK
    return ".".join(labels[-3:] if three else labels[-2:])


@contextmanager
def looker() -> Iterator[Hub]:
    """The one door, asking for pages."""
    with hub(ASKS_FOR_A_PAGE) as opened:
        yield opened


def look(door: Hub, url: str) -> Look:
    """Follow a link once. Only what is certainly gone is called dead."""
    try:
        response, ended = _follow(door, httpx.URL(url))
    except Again as trouble:
        return Look(DEAD if _has_no_name(trouble) else UNSURE)
    except (Failed, httpx.InvalidURL, ValueError) as failure:
        return Look(OK if isinstance(failure, Failed) and failure.code == "oversize" else UNSURE)
    return _judged(url, str(ended), response.status_code)


def _judged(asked: str, ended: str, status: int) -> Look:
    if status in GONE:
        return Look(DEAD)
    if not 200 <= status < 300:
        return Look(UNSURE)
    return Look(MOVED, ended) if _is_elsewhere(asked, ended) else Look(OK)


def _is_elsewhere(asked: str, ended: str) -> bool:
    """Another owner's name, or a page of its own that has become the front page."""
    before, after = urlsplit(asked), urlsplit(ended)
    if registered(before.hostname or "") != registered(after.hostname or ""):
        return True
    return before.path.strip("/") != "" and after.path.strip("/") == "" and not after.query


def _follow(door: Hub, url: httpx.URL) -> tuple[httpx.Response, httpx.URL]:
    """To wherever it leads, on any public host; each hop is checked like the first."""
    for _hop in range(REDIRECTS + 1):
        if refusal(str(url.copy_with(scheme="https")), loopback=door.loopback):  # a page may do without the s
            raise Failed("unsafe_redirect")
        response, _body = door.fetch(url)
        if not response.is_redirect:
            return response, url
        url = httpx.URL(urljoin(str(url), response.headers["Location"]))
    raise Failed("unsafe_redirect")


def _has_no_name(trouble: Again) -> bool:
    """The name itself has gone from the net, and not just our own line."""
    cause = trouble.__cause__
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return cause.errno == socket.EAI_NONAME
        cause = cause.__cause__
    return False
