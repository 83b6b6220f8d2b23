"""The one door to a hub: nobody private is asked, nothing endless is read (TRUST T28, T29)."""

import gzip
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from groupsite.kit.errors import Refused
from signposting.familyhub import addresses, client
from signposting.familyhub.addresses import is_allowed, refusal
from signposting.familyhub.client import Failed, Hub, PinnedTransport
from signposting.services import sources

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "::", "fe80::1%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address):
    assert not is_allowed(address, loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1"])
def test_public_addresses_are_not(address):
    assert is_allowed(address, loopback=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://hub.example.org/x", "ftp://hub.example.org", "file:///etc/passwd", "gopher://hub.example.org",
        "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://localhost/",
        "https://api.localhost/", "https://metadata.google.internal/", "https://me@hub.example.org/", "https://",
        "https://[::1", "http://127.0.0.1:8000/",
    ],
)  # fmt: skip
def test_refused_before_anybody_is_asked(url):
    assert refusal(url, loopback=False)


def test_the_demos_own_hub_is_let_through_and_only_that():
    assert not refusal("http://127.0.0.1:8000/outpost", loopback=True)
    assert refusal("http://192.168.1.1/outpost", loopback=True)
    assert refusal("http://hub.example.org/", loopback=True)


class Counter:
    """A port on this machine that counts who connects."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self):
        while True:
            try:
                found, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            found.close()


@pytest.fixture
def counter():
    found = Counter()
    yield found
    found.socket.close()


def resolver(*answers):
    """A name server that says something else each time, the last for ever."""
    said = list(answers)
    return lambda host, port: said.pop(0) if len(said) > 1 else said[0]


def ask(counter, look_up, monkeypatch, *, loopback=False):
    monkeypatch.setattr(addresses, "resolve", look_up)
    transport = PinnedTransport(loopback=loopback)
    transport.pool._network_backend.look_up = look_up
    hub = Hub(transport, loopback=loopback, sleep=lambda seconds: None)
    with pytest.raises(Failed) as failed:
        hub.get(f"https://hub.example.org:{counter.port}/services")
    return failed.value.code


@pytest.mark.parametrize("answers", [[["127.0.0.1"]], [["93.184.216.34", "127.0.0.1"]], [["::ffff:127.0.0.1"]], [[]]])
def test_a_name_that_leads_inside_is_not_contacted(answers, counter, monkeypatch):
    assert ask(counter, resolver(*answers), monkeypatch) == "unsafe_redirect"
    assert counter.connections == 0


def test_a_name_is_looked_up_once_for_each_connection(counter, monkeypatch):
    """The address that was checked is the one connected to: a second answer is never asked for."""
    asked = []
    backend = addresses.PinnedBackend(loopback=False, look_up=lambda host, port: asked.append(host) or ["10.0.0.1"])
    with pytest.raises(addresses.Forbidden):
        backend.connect_tcp("hub.example.org", counter.port)
    assert asked == ["hub.example.org"]
    assert counter.connections == 0


def test_without_the_guard_the_port_would_be_reached(counter, monkeypatch):
    """The count above is worth something: with the check switched off, it moves."""
    monkeypatch.setattr(addresses, "is_allowed", lambda address, loopback: True)
    assert ask(counter, resolver(["127.0.0.1"]), monkeypatch) == "unreachable"
    assert counter.connections > 0


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1"])
def test_odd_spellings_of_this_machine_are_seen_through(host):
    assert refusal(f"https://{host}/", loopback=False) or not all(
        is_allowed(address, loopback=False) for address in addresses.resolve(host, 443)
    )


# -- A hub that answers badly ----------------------------------------------------------------------


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        status, headers, body = self.server.plan(self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for chunk in body:
            try:
                self.wfile.write(chunk)
            except OSError:
                return

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.asked = []
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def fetch(server, plan):
    server.plan = plan
    transport = PinnedTransport(loopback=True)
    try:
        return Hub(transport, loopback=True, sleep=lambda seconds: None).get(f"http://127.0.0.1:{server.server_port}/x")
    finally:
        transport.close()


def test_a_good_answer_over_real_http(server):
    answer = fetch(server, lambda path: (200, {"Content-Encoding": "gzip"}, [gzip.compress(b'{"a": 1}')]))
    assert (answer.body, answer.problems) == ({"a": 1}, set())


def test_a_bomb_is_dropped_before_it_is_unpacked(server):
    bomb = gzip.compress(b" " * 50_000_000)
    with pytest.raises(Failed, match="oversize"):
        fetch(server, lambda path: (200, {"Content-Encoding": "gzip"}, [bomb]))


def test_an_endless_body_is_dropped(server):
    with pytest.raises(Failed, match="oversize"):
        fetch(server, lambda path: (200, {}, (b" " * 65536 for _ in range(10_000))))


def test_a_slow_drip_is_given_up(server, monkeypatch):
    monkeypatch.setattr(client, "LONGEST", 0)
    with pytest.raises(Failed, match="unreachable"):
        fetch(server, lambda path: (200, {}, [b"{", b"}"]))
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_three_tries_and_no_more(status, server):
    with pytest.raises(Failed):
        fetch(server, lambda path: (status, {}, []))
    assert len(server.asked) == 3


def test_a_redirect_inside_is_not_followed(server, counter):
    with pytest.raises(Failed, match="unsafe_redirect"):
        fetch(server, lambda path: (302, {"Location": f"http://127.0.0.1:{counter.port}/"}, []))
    assert (len(server.asked), counter.connections) == (1, 0)


def test_three_redirects_on_the_same_host_are_followed(server):
    def plan(path):
        step = int(path.rpartition("x")[2].partition("?")[0] or 0)
        return (302, {"Location": f"/x{step + 1}"}, []) if step < 3 else (200, {}, [b"[]"])

    assert fetch(server, plan).body == []


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param(b'\xef\xbb\xbf{"a": "b"}', {"a": "b"}, id="byte order mark"),
        pytest.param(b'{"a": "b\nc"}', {"a": "b\nc"}, id="raw line break"),
        pytest.param(b'{"a": "caf\xe9"}', {"a": "café"}, id="an old alphabet"),
        pytest.param(
            b'{"a": NaN, "b": 1e999, "c": "x\\u0000\\ud800y"}', {"a": None, "b": None, "c": "xy"}, id="unkeepable"
        ),
    ],
)
def test_json_with_faults_is_read(body, read):
    assert client.read_json(body).body == read


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a": ', b"[" * 100_000])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(Failed, match="bad_json"):
        client.read_json(body)


# -- Adding a source -------------------------------------------------------------------------------


def replay(body):
    def answer(request):
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    return Hub(httpx.MockTransport(answer), sleep=lambda seconds: None)


def test_a_probe_says_what_it_found():
    page = {"content": [{"id": 1, "name": "A"}], "totalElements": 1, "totalPages": 1}
    found = sources.probe("hub.example.org/api/services", hub=replay(page))
    assert (found.root, found.dialect) == ("https://hub.example.org/api", "outpost")
    assert (found.total, found.examples) == (1, ("A",))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://hub.example.org", "public https"),
        ("https://127.0.0.1", "public https"),
        ("https://10.1.1.1/x", "public"),
    ],
)
def test_a_probe_refuses_in_plain_words(address, words):
    with pytest.raises(Refused) as refused:
        sources.probe(address, hub=replay({}))
    assert words in str(refused.value.message)


def test_something_that_is_no_feed_is_said_to_be_none():
    with pytest.raises(Refused) as refused:
        sources.probe("https://hub.example.org", hub=replay({"hello": "world"}))
    assert "no list of services" in str(refused.value.message)
