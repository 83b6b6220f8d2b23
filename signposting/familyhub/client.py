"""The one door to a Family Hub. Every hop is checked; size, time, tries and redirects are capped."""

import json
import math
import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from django.conf import settings

from groupsite.kit import clock

from .addresses import Forbidden, PinnedBackend, refusal

LARGEST = 5 * 1024 * 1024
LONGEST = 60.0
DEEPEST = 60
"""A service, its place, the place's shape: a dozen levels. Whoever walks through hundreds runs out of stack."""
TRIES = 3
REDIRECTS = 3
PATIENCE = 60.0
"""How long a worker waits when asked to; a hub that wants longer is left alone until then."""
TIMES = httpx.Timeout(30.0, connect=10.0)
AGENT = "groupsite-directory/1.0 (+a baby and toddler group's directory; asks slowly)"
ASKS_FOR_JSON = {"User-Agent": AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
RETRIED = {408, 425, 429, 500, 502, 503, 504}


class Failed(Exception):
    """No usable answer, and the problem code that says why."""

    def __init__(self, code: str, *, status: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass
class Answer:
    """JSON from the hub, and what had to be forgiven to read it."""

    body: Any
    problems: set[str] = field(default_factory=set)


class PinnedTransport(httpx.BaseTransport):
    """httpx over connections whose addresses were checked as they were made."""

    def __init__(self, *, loopback: bool) -> None:
        self.pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            network_backend=PinnedBackend(loopback=loopback),
            max_connections=2,
            keepalive_expiry=15,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        answer = self.pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self.pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self.answer.iter_stream()

    def close(self) -> None:
        self.answer.close()


@dataclass
class Hub:
    """A conversation with one hub. Tests hand in a transport that replays, and a sleep that does not wait."""

    transport: httpx.BaseTransport
    loopback: bool = False
    headers: Mapping[str, str] = field(default_factory=lambda: ASKS_FOR_JSON)
    sleep: Callable[[float], None] = time.sleep
    requests: int = 0
    rate_limited: bool = False
    away: float = 0.0
    """So many seconds it wants to be left alone, longer than a worker waits: nothing more is asked of it now."""

    def get(self, url: str, **query: str | int) -> Answer:
        """Ask until there is an answer, three times at most; say why when there is none."""
        asked = httpx.URL(url).copy_merge_params(query)
        if self.away:
            raise Failed("rate_limited", status=429)
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(asked)
            except Again as again:
                self.away = again.wait if again.wait > PATIENCE else 0.0
                if attempt == TRIES or self.away:
                    raise Failed(again.code, status=again.status) from again
                # Jitter, so that portals which failed together do not come back together.
                self.sleep(max(again.wait, 2**attempt * random.uniform(0.5, 1)))  # noqa: S311
        raise AssertionError("the last try answers or fails")

    def _once(self, url: httpx.URL) -> Answer:
        response, body = self._follow(url)
        if response.status_code in RETRIED:
            self.rate_limited = self.rate_limited or response.status_code == 429
            code = "rate_limited" if response.status_code == 429 else "unreachable"
            raise Again(code, status=response.status_code, wait=_retry_after(response))
        if response.status_code != 200:
            raise Failed("unreachable", status=response.status_code)
        return read_json(body)

    def _follow(self, url: httpx.URL) -> tuple[httpx.Response, bytes]:
        """Go where we are sent, on the same host only, three times at most."""
        for _hop in range(REDIRECTS + 1):
            if refusal(str(url), loopback=self.loopback):
                raise Failed("unsafe_redirect")
            response, body = self.fetch(url)
            if not response.has_redirect_location:
                return response, body
            url = _onward(url, response.headers["Location"])
        raise Failed("unsafe_redirect")

    def fetch(self, url: httpx.URL) -> tuple[httpx.Response, bytes]:
        """One request to one address, without going where it sends us."""
        self.requests += 1
        request = httpx.Request("GET", url, headers=self.headers, extensions={"timeout": TIMES.as_dict()})
        with _network_errors():
            response = self.transport.handle_request(request)
            try:
                return response, _capped(response)
            finally:
                response.close()


class Again(Exception):
    """Worth another try, after a wait the hub may have named."""

    def __init__(self, code: str, *, status: int = 0, wait: float = 0) -> None:
        super().__init__(code)
        self.code, self.status, self.wait = code, status, wait


@contextmanager
def _network_errors() -> Iterator[None]:
    try:
        yield
    except Forbidden as error:
        raise Failed("unsafe_redirect") from error
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpx.TransportError) as error:
        raise Again("unreachable") from error


def _onward(url: httpx.URL, told: str) -> httpx.URL:
    """Where a redirect leads; nowhere but on the same site."""
    try:
        onward = httpx.URL(urljoin(str(url), told))
    except (ValueError, httpx.InvalidURL) as error:
        raise Failed("unsafe_redirect") from error
    if _site(onward) != _site(url):
        raise Failed("unsafe_redirect")
    return onward


def _site(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _capped(response: httpx.Response) -> bytes:
    """The body, unpacked as it comes in, and dropped as soon as it is too long in bytes or in time."""
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    unpack = zlib.decompressobj(wbits=47) if packed in {"gzip", "x-gzip", "deflate"} else None
    started, body = time.monotonic(), bytearray()
    assert isinstance(response.stream, httpx.SyncByteStream)
    for chunk in response.stream:
        try:
            body += unpack.decompress(chunk, LARGEST + 1 - len(body)) if unpack else chunk
        except zlib.error as error:
            raise Failed("bad_json") from error
        if len(body) > LARGEST:
            raise Failed("oversize")
        if time.monotonic() - started > LONGEST:
            raise Again("unreachable")
    return bytes(body)


def _retry_after(response: httpx.Response) -> float:
    """Seconds the hub asks us to wait; it may write a number or a date."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, (parsedate_to_datetime(said) - clock.now()).total_seconds()) if said else 0.0
    except (TypeError, ValueError):
        return 0.0


def read_json(body: bytes) -> Answer:
    """JSON, also when it starts with a mark it should not have, or holds raw line breaks, or is in an old alphabet."""
    problems = set()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text, problems = body.decode("cp1252", "replace"), {"bad_json"}
    if text.startswith("\ufeff"):
        text, problems = text.lstrip("\ufeff"), {"bad_json"}
    for strict in (True, False):
        try:
            return Answer(storable(json.loads(text, strict=strict)), problems if strict else {"bad_json"})
        except (ValueError, RecursionError):
            continue
    raise Failed("bad_json")


def storable(value: Any, *, depth: int = 0) -> Any:
    """Without what a database cannot keep: NaN, infinity, the letter nought, halves of letters; too deep is no feed."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, dict):
        return {storable(name): storable(part, depth=depth + 1) for name, part in value.items()}
    if isinstance(value, list):
        return [storable(part, depth=depth + 1) for part in value]
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def site_of(url: str) -> str:
    """The host, for the sources page."""
    return urlsplit(url).hostname or url


@contextmanager
def hub(headers: Mapping[str, str] = ASKS_FOR_JSON) -> Iterator[Hub]:
    """The real thing."""
    loopback = settings.SIGNPOSTING_ALLOW_LOOPBACK
    transport = PinnedTransport(loopback=loopback)
    try:
        yield Hub(transport, loopback=loopback, headers=headers)
    finally:
        transport.close()
