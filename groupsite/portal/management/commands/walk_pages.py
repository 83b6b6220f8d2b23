"""Follows the links as everybody in the demo and says what each page costs, here and in a larger database beside it."""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from groupsite.accounts.models import User
from groupsite.portal.seed.people import PEOPLE

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
OF_EACH = 3  # so many pages of one view a person
VISITOR = "visitor@demo.example"


@dataclass
class Cost:
    """What opening one page took, the least of several times: CPU of the web process and of its database backend."""

    web: float = 9e9
    database: float = 9e9
    queries: int = 0
    slowest: str = ""

    @property
    def total(self) -> float:
        """Milliseconds."""
        return self.web + self.database


@dataclass
class Place:
    """One database, and the people signed in there."""

    name: str
    clients: dict[str, Client] = field(default_factory=dict)

    def enter(self) -> None:
        """Let every question go to this database from now on."""
        if connection.settings_dict["NAME"] != self.name:
            connection.close()
            connection.settings_dict["NAME"] = self.name

    def client(self, email: str) -> Client:
        """The browser of this person, signed in; nobody knows the visitor."""
        if email not in self.clients:
            self.clients[email] = Client(raise_request_exception=False, HTTP_HOST="localhost")
            if email != VISITOR:
                user = User.objects.get(email=email)
                self.clients[email].force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return self.clients[email]

    def cost(self, email: str, path: str, times: int) -> Cost:
        """The least of several goes, so that neighbours on the machine do not count."""
        self.enter()
        client, least = self.client(email), Cost()
        for _ in range(times):
            web, database = time.process_time(), _backend_time()
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            least.web = min(least.web, (time.process_time() - web) * 1000)
            least.database = min(least.database, (_backend_time() - database) * 1000)
        least.queries = len(asked)
        least.slowest = max(asked.captured_queries, key=lambda query: float(query["time"]), default={"sql": ""})["sql"]
        return least


def _backend_time() -> float:
    """Seconds of CPU our own backend has used; Linux tells of a process on the same machine."""
    connection.ensure_connection()
    ours: Any = connection.connection
    return int(Path(f"/proc/{ours.get_backend_pid()}/schedstat").read_text().split()[0]) / 1e9


def pages(place: Place, email: str) -> Iterator[tuple[str, str]]:
    """(view, path) of whatever links lead this person to, a few of each view."""
    place.enter()
    client, seen, ahead = place.client(email), dict[str, set[str]](), ["/", "/home/"]
    while ahead:
        path = ahead.pop(0)
        view = _view_of(path)
        known = seen.setdefault(view, set())
        if not view or path in known or len(known) == OF_EACH:
            continue
        known.add(path)
        answer = client.get(path)
        if answer.status_code == 302:
            ahead.append(answer.headers["Location"])
        elif answer.status_code == 200:
            yield view, path
            if not answer.streaming and answer.headers["Content-Type"].startswith("text/html"):
                ahead += [unescape(link) for link in LINK.findall(answer.content.decode())]


def _view_of(path: str) -> str:
    try:
        view = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
    return "" if view.startswith(("admin:", "django.views")) or path.startswith("/static") else view


class Command(BaseCommand):
    """`walk_pages`, `walk_pages --beside portal_of_years --times 5`."""

    help = "What every page of the demo costs, and how much more in a larger database that began as a copy of it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where else, how often, and who."""
        parser.add_argument("--beside", metavar="DATABASE", help="a larger database on the same server")
        parser.add_argument("--times", type=int, default=3, help="take the least of so many goes")
        parser.add_argument("--only", default="", help="people or views with these letters in their name")
        parser.add_argument("--worse-than", type=float, default=0.0, help="say only what costs so many times as much")

    def handle(self, *args: Any, beside: str | None, times: int, only: str, **options: Any) -> None:
        """One line a page: the ratio, milliseconds here and there, queries here and there, and the slowest question."""
        if not settings.DEMO:
            raise CommandError("It signs in as everybody: only the demo's people let it.")
        logging.disable()  # a link that somebody may not follow is not news here
        here = Place(connection.settings_dict["NAME"])
        there = Place(beside or here.name)
        for email in [VISITOR, *(person.email for person in PEOPLE)]:
            first, ways = dict[str, str](), list(pages(here, email))
            for view, path in ways:
                first.setdefault(view, path)
            for view, path in dict.fromkeys(ways + list(pages(there, email))):
                alike = path if (view, path) in ways else first.get(view, "")
                if alike and (only in email or only in view):
                    costs = here.cost(email, alike, times), there.cost(email, path, times)
                    self._say(f"{email.partition('@')[0]:7} {view:30} {path}", *costs, options["worse_than"])

    def _say(self, what: str, before: Cost, after: Cost, worse: float) -> None:
        ratio = after.total / before.total
        if ratio >= worse:
            self.stdout.write(
                f"{ratio:6.2f}  {before.web:6.1f} + {before.database:6.1f} -> "
                f"{after.web:6.1f} + {after.database:6.1f} ms  "
                f"{before.queries:3} -> {after.queries:3}  {what}  {after.slowest[:300]}"
            )
