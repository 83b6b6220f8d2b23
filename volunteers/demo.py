"""A rota for the demo, made through the services: most shifts covered soon, more and more gaps further ahead."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Programme
from volunteers.models import Enquiry, Shift
from volunteers.services import enquiries, needs, promises

JOBS: tuple[dict[str, Any], ...] = (
    {
        "role": "Welcome at the door",
        "minutes_before": 15,
        "note": "Say hello, show where buggies go, and bring new families to somebody they can sit with.",
        "practises": ["Putting people at ease", "Listening"],
    },
    {
        "role": "Tea and fruit",
        "how_many": 2,
        "minutes_before": 15,
        "note": "Hot drinks stay behind the hatch. The allergy list hangs by the fridge.",
        "practises": ["Food safety", "Working in a team"],
    },
    {
        "role": "Set up and tidy away",
        "minutes_before": 30,
        "minutes_after": 30,
        "note": "The toy cupboard key is in the kitchen drawer.",
        "practises": ["Planning a room", "Health and safety"],
    },
)
OFFERS = (
    ("Gwen Price", "gwen.price@example.org", "I have just retired, and Tuesdays are free. I can sing!"),
    ("Oluwaseun Ade", "seun.ade@example.org", "My twins start school soon. I would like to give something back."),
)


def seed(programmes: Iterable[Programme], volunteers: Sequence[User], leader: User) -> None:
    """Jobs for each programme, shifts for each date, and promises with the gaps a real group has. Safe to do again."""
    for programme in programmes:
        for job in JOBS:
            _ask(programme, job, leader)
        needs.make_shifts(programme.occurrences.upcoming())
    _fill(volunteers)
    if not Enquiry.objects.exists():
        for name, email, message in OFFERS:
            enquiries.offer_help(name, email, message=message)


def _ask(programme: Programme, job: dict[str, Any], leader: User) -> None:
    if not programme.needs.filter(role=job["role"]).exists():
        needs.ask_for(programme, by=leader, **job)


def _fill(volunteers: Sequence[User]) -> None:
    """Everybody takes a turn. Run again the same day it adds nobody; the next day brings the far shifts nearer."""
    turn = cycle(volunteers)
    for shift in Shift.objects.upcoming().with_taken().order_by("starts_at", "pk"):
        if shift.pk % 5 < _covered_of_five(shift):
            missing = max(shift.how_many - shift.taken, 0)  # type: ignore[attr-defined]  # counted by with_taken
            for volunteer in islice(turn, missing):
                _promise(shift, volunteer)


def _covered_of_five(shift: Shift) -> int:
    """Most of this week is covered, less of the next, little of what is far away."""
    ahead = shift.starts_at - clock.now()
    return 4 if ahead < timedelta(weeks=1) else 3 if ahead < timedelta(weeks=2) else 1


def _promise(shift: Shift, volunteer: User) -> None:
    try:
        promises.sign_up(shift, by=volunteer)
    except Refused:
        return  # that person helps somewhere else then; the gap stays, as it would
