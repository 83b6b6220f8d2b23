"""So many families press “Book” at the same moment, over HTTP, and what became of each is counted (DESIGN §7)."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from threading import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string

from families.models import Family
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.portal.seed.measure import households, occurrence, users
from sessions.models import Occurrence

PATIENCE = 300  # seconds that a browser would never wait; the figure says how long they did
IN_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Press:
    """One family's form, ready to be sent."""

    path: str
    body: str
    headers: dict[str, str]

    def send(self, host: str, start: Barrier) -> tuple[int | str, float]:
        """The answer's status, or what went wrong; and after how many seconds since all began."""
        connection = HTTPConnection(host, timeout=PATIENCE)
        start.wait()
        began = time.monotonic()
        try:
            connection.request("POST", self.path, self.body, self.headers)
            status: int | str = connection.getresponse().status
        except (OSError, HTTPException) as error:
            status = type(error).__name__
        finally:
            connection.close()
        return status, time.monotonic() - began


class Command(BaseCommand):
    """`race_for_places 200 --places 20 --at http://127.0.0.1:8000`."""

    help = "Let N made-up families book at one moment at a portal that runs on this database; fails when places do not."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, for how many places, and where."""
        parser.add_argument("families", type=int)
        parser.add_argument("--places", type=int, default=20)
        parser.add_argument("--at", default="http://127.0.0.1:8000", help="where the portal answers")

    def handle(self, *args: Any, families: int, places: int, at: str, **options: Any) -> None:
        """One JSON object on one line."""
        if settings.PRODUCTION:
            raise CommandError("This portal is in production: made-up people do not belong in it.")
        row, presses = _made(families, places)
        answers = _press_all(presses, urlsplit(at).netloc)
        found = _counted(row, answers)
        self.stdout.write(json.dumps({"families": families, "places": places} | found))
        if found["answers"] != {"302": families} or found["booked"] != min(places, families):
            raise CommandError("Places were lost or sold twice, or somebody got no answer.")


@transaction.atomic
def _made(families: int, places: int) -> tuple[Occurrence, list[Press]]:
    """A session in a week, and families who are all signed in."""
    row = occurrence(f"Race of {families}", clock.today() + IN_A_WEEK, households=places)
    parents = users("racer", families, Role.PARENT)
    path = reverse("sessions:book", args=[row.code])
    return row, [_press(user, family, path) for user, family in zip(parents, households(parents), strict=True)]


def _press(user: User, family: Family, path: str) -> Press:
    browser, token = Client(), get_random_string(32)
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    signed_in = browser.cookies[settings.SESSION_COOKIE_NAME].value
    form = {
        "children": str(family.children.get().code),
        "adults": str(user.carer.code),
        "key": str(uuid4()),
        "wait": "on",
        "csrfmiddlewaretoken": token,
    }
    cookie = f"{settings.SESSION_COOKIE_NAME}={signed_in}; {settings.CSRF_COOKIE_NAME}={token}"
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return Press(path, urlencode(form), headers)


def _press_all(presses: list[Press], host: str) -> list[tuple[int | str, float]]:
    """Nobody sends before all are ready."""
    start = Barrier(len(presses))
    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(lambda press: press.send(host, start), presses))


def _counted(row: Occurrence, answers: list[tuple[int | str, float]]) -> dict[str, Any]:
    states = Counter(row.bookings.values_list("state", flat=True))
    seconds = sorted(after for _status, after in answers)
    return {
        "booked": states["booked"],
        "waiting": states["waiting"],
        "answers": dict(Counter(str(status) for status, _after in answers)),
        "half_after": round(seconds[len(seconds) // 2], 2),
        "all_after": round(seconds[-1], 2),
    }
