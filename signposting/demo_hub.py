"""The demo's own Family Hub: real records of two councils, served on this machine like the real thing.

`python -m signposting.demo_hub --port N`. `POST /change` moves on to the evening: the next reading finds a new phone
number, other times, a service that has gone and a new one. `POST /reset` goes back. It stands alone: no Django.
"""

import argparse
import copy
import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DATA = Path(__file__).parent / "data" / "hub"
FEEDS = {"/outpost": "outpost_services.json", "/bristol/v1": "bristol_services.json"}
MOST = 100


class Hub:
    """Two feeds, by day and by evening."""

    def __init__(self) -> None:
        self.by_day = {root: json.loads((DATA / name).read_text())["content"] for root, name in FEEDS.items()}
        self.evening = False

    def rows(self, root: str) -> list[dict[str, Any]]:
        """The services of a feed as they are now."""
        rows = copy.deepcopy(self.by_day[root])
        return _by_evening(root, rows) if self.evening else rows


def _by_evening(root: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a hub's own staff may do in an afternoon."""
    if root == "/bristol/v1":
        rows[4]["email"] = "hello@familycycling.example.org"
        rows[7]["status"] = "inactive"
        return rows
    by_name = {row["name"]: row for row in rows}
    _ring(by_name["ABA Horizons"], "020 7946 0303")
    _ring(by_name["Aces Wheelchair Basketball"], "01296 496 012")
    by_name["12th Aylesbury Brownies"]["regular_schedules"] = [
        {"weekday": "Tuesday", "opens_at": "17:30", "closes_at": "19:00"}
    ]
    by_name["Acre Wood Nursery School"]["description"] += " Open afternoons on Thursdays from January."
    return [row for row in rows if row["name"] != "627 Transfer"]


def _ring(row: dict[str, Any], number: str) -> None:
    row["contacts"] = [{**(row["contacts"] or [{"id": row["id"], "name": None, "email": None}])[0], "phone": number}]


def page_of(rows: list[dict[str, Any]], query: dict[str, list[str]]) -> dict[str, Any]:
    """One page as these servers write it, with totals that are true."""
    number = max(1, _whole(query, "page", 1))
    size = min(MOST, max(1, _whole(query, "per_page", 20)))
    pages = max(1, ceil(len(rows) / size))
    shown = rows[(number - 1) * size : number * size]
    return {
        "totalElements": len(rows), "totalPages": pages, "number": number, "size": len(shown), "first": number == 1,
        "last": number >= pages, "empty": not shown, "content": shown,
    }  # fmt: skip


def _whole(query: dict[str, list[str]], name: str, usual: int) -> int:
    given = query.get(name, [""])[0]
    return int(given) if given.isdigit() else usual


class Answers(BaseHTTPRequestHandler):
    """`/outpost/services` and `/bristol/v1/services`, with or without a number behind."""

    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A page of services, or one of them."""
        parts = urlsplit(self.path)
        for root in FEEDS:
            if parts.path.rstrip("/") == f"{root}/services":
                return self._send(HTTPStatus.OK, page_of(self.hub.rows(root), parse_qs(parts.query)))
            if parts.path.startswith(f"{root}/services/"):
                return self._one(root, unquote(parts.path.rsplit("/", 1)[1]))
        return self._send(HTTPStatus.NOT_FOUND, {"error": "not found"})

    def do_POST(self) -> None:
        """Evening comes, or a new day."""
        if self.path not in ("/change", "/reset"):
            return self._send(HTTPStatus.NOT_FOUND, {"error": "not found"})
        self.hub.evening = self.path == "/change"
        return self._send(HTTPStatus.OK, {"evening": self.hub.evening})

    def _one(self, root: str, number: str) -> None:
        found = next((row for row in self.hub.rows(root) if str(row["id"]) == number), None)
        self._send(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, found or {"error": "not found"})

    def _send(self, status: HTTPStatus, body: Any) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Silent: the demo's window has better things to say."""


def serve(port: int) -> ThreadingHTTPServer:
    """A server on this machine only; port 0 takes any that is free."""
    answers = type("DemoAnswers", (Answers,), {"hub": Hub()})
    return ThreadingHTTPServer(("127.0.0.1", port), answers)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    serve(parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
