"""What Grace and the other helpers heard at the library, the school gate and the surgery."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people
from signposting.models import Service
from volunteers.models import Chat, OutreachPlace
from volunteers.queries.chats import often_named
from volunteers.rules.growing import monday_of
from volunteers.services import chats, growing, places

PLACES = (
    ("Junction Road Library", "library", "Junction Road, BS5 6XY", "Maureen at the desk"),
    ("Hillside Primary, at the gate", "school", "Hill Street, BS5 7AB", "Mr Banerjee, the office"),
    ("Fishponds Family Practice", "surgery", "1 Market Square, BS16 2AA", "The practice nurse"),
    ("Easton Children’s Centre", "centre", "Oak Lane, BS5 0QR", ""),
)
WEEKS = 10
COUNCIL = ("City council, safeguarding training", "training@council.example")
TRAINING = (
    ("carol", "Designated lead, level 3", 710, 20, *COUNCIL),
    ("carol", "Food hygiene", 1100, -5, "Market Kitchen", "0117 496 0123"),
    ("carol", "Talk: babies and music", 40, None, "", ""),
    ("dev", "Safeguarding, level 1", 300, 430, *COUNCIL),
)
DICE = random.Random()  # noqa: S311  every telling seeds it
TOPICS = (
    ["childcare"] * 5 + ["groups"] * 6 + ["sleep", "sleep", "company", "company", "money", "mood", "talking", "work"]
)
BARRIERS = ["cost"] * 3 + ["nerves"] * 4 + ["travel", "travel", "language", "time", "unknown", "unknown"]


@transaction.atomic
def tell() -> None:
    """Once the directory is there, and once only."""
    if OutreachPlace.objects.exists():
        return
    DICE.seed(5)
    carol, grace, dev = (User.objects.get(email=who.email) for who in (people.CAROL, people.GRACE, people.DEV))
    with clock.stopped_at(clock.now() - timedelta(weeks=WEEKS)):
        found = [
            places.open_place(name, kind, address=address, contact=contact, by=carol)
            for name, kind, address, contact in PLACES
        ]
    _ten_weeks([grace, grace, grace, dev], found)
    _to_see_again(grace, found[0])
    _hours(grace)
    _learn(carol, dev)
    growing.ask_everybody()


def _hours(grace: User) -> None:
    """Three hours a week are planned; it was less when her child was ill."""
    this = monday_of(clock.today())
    for ago, done in ((5, "3"), (4, "2.5"), (3, "0"), (2, "3"), (1, "3.5")):
        growing.say_hours(grace, this - timedelta(weeks=ago), planned=Decimal(3), done=Decimal(done))


def _learn(carol: User, dev: User) -> None:
    """A course that ends in three weeks, one that has ended, and learning for its own sake."""
    today = clock.today()
    for who, title, days, until, provider, contact in TRAINING:
        person = carol if who == "carol" else dev
        facts = {"title": title, "done_on": today - timedelta(days=days), "is_mandatory": until is not None}
        facts["until"] = None if until is None else today + timedelta(days=until)
        growing.note_training(person, facts, provider=provider, contact=contact, by=carol)


def _ten_weeks(champions: list[User], found: list[OutreachPlace]) -> None:
    """Most at the library, fewest at the surgery."""
    named, now = often_named(), clock.now()
    for n in range(96):
        at = now - timedelta(days=DICE.randrange(1, WEEKS * 7), minutes=DICE.randrange(600))
        place = DICE.choice([found[0]] * 4 + [found[1]] * 3 + [found[3]] * 2 + [found[2]])
        _chat(n, champions[n % len(champions)], place, named, at)


def _chat(n: int, by: User, place: OutreachPlace, named: list[Service], at: datetime) -> None:
    told = chats.Told(
        kind=Chat.Kind.DEEP if n % 4 == 0 else Chat.Kind.BRIEF,
        place=place,
        topics=sorted({DICE.choice(TOPICS) for _ in range(1 + n % 2)}),
        barriers=sorted({DICE.choice(BARRIERS)} if n % 2 else set()),
        services=DICE.sample(named, k=min(n % 3, len(named))),
    )
    with clock.stopped_at(at):
        chats.log(UUID(int=DICE.getrandbits(128), version=4), told, by=by)


def _to_see_again(grace: User, library: OutreachPlace) -> None:
    """One visit whose day was yesterday, and one for the week to come."""
    for days_ago, ahead, name, note in (
        (8, 7, "Leila", "Would like to come on Tuesday, but not alone."),
        (1, 5, "", "Twins, third floor, no lift. Bring the bus times."),
    ):
        with clock.stopped_at(clock.now() - timedelta(days=days_ago)):
            told = chats.Told(
                kind=Chat.Kind.VISIT,
                place=library,
                topics=["company"],
                barriers=["nerves"],
                name=name,
                note=note,
                follow_up_on=clock.today() + timedelta(days=ahead),
            )
            chats.log(UUID(int=DICE.getrandbits(128), version=4), told, by=grace)
