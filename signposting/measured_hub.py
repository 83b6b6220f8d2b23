"""A hub as large as a county's, for measuring: real words, made-up halls, and a process of its own to be read from."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, urlsplit

from signposting.demo_hub import DATA, FEEDS

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PAGE = 100


def rows(count: int) -> list[dict[str, Any]]:
    """N services: the words two councils wrote, numbered on, each with a hall, a time and a price lent to it."""
    real = [row for name in FEEDS.values() for row in json.loads((DATA / name).read_text())["content"]]
    return [_lent(real[n % len(real)], n) for n in range(count)]


def _lent(row: dict[str, Any], n: int) -> dict[str, Any]:
    hall = {
        "name": f"Hall {n % 900}",
        "address_1": f"{n % 900} Church Lane",
        "postal_code": f"BS{n % 16 + 1} {n % 9}AA",
    }
    times = {"weekday": DAYS[n % 7], "opens_at": f"{9 + n % 8:02}:30", "closes_at": f"{11 + n % 8:02}:00"}
    return row | {
        "id": f"{n:08}", "name": f"{row['name']} {n}", "updated_at": "2026-01-05T09:00:00Z", "locations": [hall],
        "regular_schedules": [times], "cost_options": [{"option": "Child", "amount": n % 4}],
    }  # fmt: skip


class Answers(BaseHTTPRequestHandler):
    """The list by pages of a hundred, and each service by its number; `/change/7` rings one in seven elsewhere."""

    rows: list[dict[str, Any]]
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """Head and body leave together: apart, the second waits 40 ms for the other side to say that it has the first."""

    def do_GET(self) -> None:
        """A page, one service, or another evening."""
        parts = urlsplit(self.path)
        last = parts.path.rsplit("/", 1)[1]
        if parts.path.startswith("/change/"):
            for n in range(0, len(self.rows), int(last)):
                self.rows[n] |= {"phone": f"0117 4960{n % 1000:03}", "updated_at": "2026-02-05T09:00:00Z"}
            return self._send({})
        return self._send(self._page(parts.query) if last == "services" else self.rows[int(last)])

    def _page(self, query: str) -> dict[str, Any]:
        number = int(parse_qs(query)["page"][0])
        shown, pages = self.rows[(number - 1) * PAGE : number * PAGE], ceil(len(self.rows) / PAGE)
        return {"totalElements": len(self.rows), "totalPages": pages, "last": number >= pages, "content": shown}

    def _send(self, body: Any) -> None:
        text = json.dumps(body).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Silent."""


def _serve(count: int, end: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Crowd", (Answers,), {"rows": rows(count)}))
    end.send(server.server_port)
    server.serve_forever()


@contextmanager
def served(count: int) -> Iterator[str]:
    """Its address, while it stands."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(count, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()
