"""What the demo's group keeps beside the directory: who can be asked by name, and what is for its own running."""

from datetime import timedelta
from typing import Any

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people
from signposting.models import NamedPerson, Service
from signposting.services import internal
from signposting.services import people as named

OURS: tuple[tuple[str, str, str, str], ...] = (
    ("Caretaker of St Mark’s, Len Hobbs", "venue", "Has the boiler key. Ring before noon.", "0117 496 0171"),
    ("Easton Plumbing", "repairs", "Knows our old pipes. Ask for the charity rate.", "0117 496 0172"),
    ("First Response, the council’s desk for children’s safety", "safeguarding",
     "Priti rings them. If she is away and it cannot wait, anybody of us may.", "0117 496 0173"),
    ("Scrapstore membership 40117", "supplies", "Paint, boxes and cloth. Two may go on one card.", "0117 496 0174"),
)  # fmt: skip


def tell() -> None:
    """Once only."""
    carol = User.objects.get(email=people.CAROL.email)
    if not NamedPerson.objects.exists():
        _people(carol)
    if not Service.objects.internal().exists():
        _ours(carol)


def _people(carol: User) -> None:
    """One is away, one stands in, one has not agreed yet and was last looked at long ago."""
    today = clock.today()
    sam = _person(carol, name="Sunita Rao", days=["TH"], hours="10am to noon, by the books", phone="0117 496 0181")
    _person(
        carol, name="Jo Green", days=["TU"], hours="9:30am to 11am, in the quiet corner", phone="0117 496 0182",
        away_from=today - timedelta(days=3), away_until=today + timedelta(days=9), cover=sam,
    )  # fmt: skip
    _person(
        carol, name="Pat Doyle", kind="family_worker", works_for="Easton Family Hub", days=["FR"], agreed_how="",
        contact_agreed=False, review_on=today - timedelta(days=20),
    )  # fmt: skip


def _person(by: User, **facts: Any) -> NamedPerson:
    usual: dict[str, Any] = {
        "kind": "health_visitor", "works_for": "Sirona care & health", "hours": "", "phone": "", "email": "",
        "agreed_how": "written", "contact_agreed": True, "away_from": None, "away_until": None, "cover": None,
        "keeper": by, "review_on": clock.today() + timedelta(days=60),
    }  # fmt: skip
    return named.write_down(None, usual | facts, by=by)


def _ours(carol: User) -> None:
    for place, (name, use, words, phone) in enumerate(OURS):
        days = 200 if place == 1 else 30
        with clock.stopped_at(clock.now() - timedelta(days=days)):
            internal.write_down({"name": name, "description": words, "phones": [phone]}, use=use, by=carol)
