"""A hub may answer with anything: a run ends in one of three ways, and only a complete one misses anything."""

import gzip
import json
import time

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signposting.familyhub import reader
from signposting.familyhub.client import LARGEST, Hub
from signposting.familyhub.reader import MOST_PAGES
from signposting.models import SourceRecord, SyncRun
from signposting.services.sync import sync
from tests.cast import SourceFactory
from tests.oruk.mutations import real_records

pytestmark = pytest.mark.django_db
OUTCOMES = {"complete", "incomplete", "failed"}
REAL = real_records()[:4]

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
ROW = ANYTHING | st.builds(
    lambda row, odd: row | odd, st.sampled_from(REAL), st.dictionaries(st.sampled_from(sorted(REAL[0])), ANYTHING)
)
PAGE = ANYTHING | st.fixed_dictionaries(
    {"content": ANYTHING | st.lists(ROW, max_size=4)},
    optional={"totalElements": ANYTHING, "totalPages": ANYTHING, "last": ANYTHING, "number": ANYTHING},
)
HEADERS = st.sampled_from([
    {}, {"Content-Encoding": "gzip"}, {"Content-Encoding": "deflate"}, {"Content-Type": "text/html"},
    {"Location": "https://10.0.0.1/"}, {"Location": "//[::1]/services"}, {"Location": "\x7f"}, {"Retry-After": "soon"},
    {"Retry-After": "-9"}, {"Content-Length": "7"},
])  # fmt: skip
BODY = st.one_of(
    PAGE.map(lambda it: json.dumps(it).encode()),
    PAGE.map(lambda it: gzip.compress(json.dumps(it).encode())),
    PAGE.map(lambda it: json.dumps(it, ensure_ascii=False).encode("utf-16", "surrogatepass")),
    st.binary(max_size=60),
    st.sampled_from([b"", b"<html><h1>Back soon</h1>", b'{"content": [' * 20, b"\xef\xbb\xbf[]", b"NaN", b'"\\ud800"']),
)
ANSWER = st.tuples(st.sampled_from([200, 200, 200, 200, 204, 301, 404, 429, 500, 503]), HEADERS, BODY)


def hub_that_says(answers):
    """Each answer in turn, and the last of them for ever."""
    left = list(answers)

    def answer(request):
        status, headers, body = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    return Hub(httpx.MockTransport(answer), sleep=lambda seconds: None)


def page(rows, **about):
    about = {"totalElements": len(rows), "totalPages": 1, "last": True} | about
    return 200, {}, json.dumps({"content": rows, **about}).encode()


@pytest.fixture
def known():
    """A hub that once told us of four services, all of which may go missing."""
    source = SourceFactory()
    sync(source, hub=hub_that_says([page(REAL), (404, {}, b"")]))
    assert source.records.count() == len(REAL)
    return source


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANSWER, min_size=1, max_size=6))
def test_whatever_a_hub_answers_the_run_ends_and_only_a_complete_one_misses_anything(known, answers):
    before = set(known.records.filter(missing_since=None).values_list("hub_id", flat=True))
    hub = hub_that_says(answers)
    report = sync(known, hub=hub)
    run = SyncRun.objects.latest("pk")
    assert report.outcome == run.outcome
    assert run.outcome in OUTCOMES
    assert run.finished_at
    after = set(known.records.filter(missing_since=None).values_list("hub_id", flat=True))
    assert run.outcome == "complete" or before <= after
    assert hub.requests < 4 * MOST_PAGES


DEEP = b'{"content": [{"id": 1, "name": "Deep", "x": ' + b"[" * 400 + b"]" * 400 + b"}]}"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(page([{"id": 1, "name": "x" * 400_000}]), "complete", id="a huge name"),
        pytest.param(page([{"id": n, "name": "A"} for n in range(900)], totalElements=9999), "incomplete", id="lies"),
        pytest.param(page([{"id": "9" * 900, "name": "Long number"}]), "complete", id="a number nobody can keep"),
        pytest.param(page([{"id": 1, "name": "A", "min_age": 1e308, "max_age": -1e308}]), "complete", id="vast ages"),
        pytest.param(page([{"id": 1, "name": "A", "url": "https://" + "a" * 5000}]), "complete", id="vast url"),
        pytest.param(page([{"id": 1, "name": "A", "email": "a" * 300 + "@example.org"}]), "complete", id="vast mail"),
        pytest.param(page([{"id": 1, "name": "\u202e\ufffe\x00\x1b[2J"}]), "complete", id="control characters"),
        pytest.param((200, {}, DEEP), "failed", id="deep JSON"),
        pytest.param((200, {}, b"[" * 100_000), "failed", id="endless JSON"),
        pytest.param((200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * LARGEST * 2)), "failed", id="a bomb"),
        pytest.param((302, {"Location": "https://169.254.169.254/"}, b""), "failed", id="to a private address"),
        pytest.param((302, {"Location": "/services"}, b""), "failed", id="round and round"),
    ],
)  # fmt: skip
def test_no_rubbish_takes_anything_away_or_runs_for_ever(known, answer, outcome):
    started, hub = time.process_time(), hub_that_says([answer])
    assert sync(known, hub=hub).outcome == outcome
    assert time.process_time() - started < 9, "many records in one place are not compared each with each"
    assert outcome == "complete" or not SourceRecord.objects.exclude(missing_since=None).exists()


def test_pages_that_never_end_are_left_at_the_limit(known, monkeypatch):
    """Each page is new, and says that there are more."""
    monkeypatch.setattr(reader, "MOST_PAGES", 40)
    count = iter(range(10**9))

    def answer(request):
        if not request.url.path.endswith("/services"):
            return httpx.Response(404)
        row = {"id": next(count), "name": "Again"}
        return httpx.Response(
            200, stream=httpx.ByteStream(page([row], totalElements=None, last=False, totalPages=None)[2])
        )

    hub = Hub(httpx.MockTransport(answer), sleep=lambda seconds: None)
    assert sync(known, hub=hub).outcome == "incomplete"
    assert hub.requests < 100
    assert not SourceRecord.objects.exclude(missing_since=None).exists()
