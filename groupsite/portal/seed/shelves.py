"""What the demo's group keeps beside the directory: who can be asked by name, and what is for its own running."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from families.models import Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people
from signposting.models import Advice, Barrier, HubPerson, NamedPerson, Partner, Service, Source
from signposting.queries.shelves import BIRTHS, guide_of
from signposting.services import advice, barriers, hub, internal, shelves
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
    if not Partner.objects.exists():
        _outside(carol)
    if not Advice.objects.exists():
        family = Family.objects.filter(carers__user__email=people.AMINA.email).first()
        for whose, words, source in ADVICE:
            advice.note(family if whose else None, words=words, source=source, by=carol)
    if not Barrier.objects.exists():
        _barriers()
    if not HubPerson.objects.exists():
        _hub(carol)


def _hub(carol: User) -> None:
    """Two people, a talk that is done and one that waits for Rita today."""
    source = Source.objects.order_by("pk").first()
    for person in AT_THE_HUB:
        hub.keep_person(HubPerson(), {**person, "source": source}, by=carol)
    morgan, today = HubPerson.objects.get(name="Morgan Hale"), clock.today()
    for days_ago, words, again in TALKS:
        then = today - timedelta(days=again) if again is not None else None
        facts = {
            "person": morgan,
            "source": source,
            "on": today - timedelta(days=days_ago),
            "words": words,
            "follow_up_on": then,
        }
        hub.note_talk(facts, code=uuid4(), by=carol)


AT_THE_HUB: tuple[dict[str, str], ...] = (
    {"name": "Morgan Hale", "role": "Looks after groups like ours", "days": "Mondays and Thursdays",
     "phone": "0117 496 0186", "email": "morgan.hale@hub.example"},
    {"name": "Hannah Price", "role": "Keeps the list of services", "days": "Tuesdays", "phone": "0117 496 0187"},
)  # fmt: skip
TALKS: tuple[tuple[int, str, int | None], ...] = (
    (30, "They send us their newsletter each month now.", None),
    (12, "Are the weigh-in times of January fixed? She asks the nurses and tells us.", 0),
)
ADVICE = (
    (True, "A health visitor sees your child between two and two and a half. Ask, if nobody has written.",
     "gov.uk: Delivery of the Healthy Child Programme, part 2"),
    (False, "Take the red book when you register the birth: some registrars ask for it.", "gov.uk: Register a birth"),
)  # fmt: skip
"""Each can be looked up where it says. Nothing about health is made up for a story: people may read it as true."""
PARTNERS: tuple[tuple[str, str, str, int], ...] = (
    ("St Mark’s Church", "charity", "They lend us the hall on Tuesdays for nothing. We clean it and lock up.", 200),
    ("Junction 3 Library", "council", "A librarian sings with us each first Thursday. We bring families to join.", -12),
    (
        "Easton Family Hub",
        "council",
        "A health visitor comes twice a month. We tell families of its courses.",
        90,
    ),
)
WORDS = (
    "You do it at the register office of the place where your baby was born, or at the hospital before you leave. "
    "See gov.uk/register-birth.\n\n"
    "This is a demo, and its clinic is made up: a registrar comes on the first Wednesday of the month. "
    "You book a time here, under What’s on."
)


def _outside(carol: User) -> None:
    """Partners, one of them to be talked to again; our words in the guide."""
    for name, kind, agreement, days in PARTNERS:
        facts = {"name": name, "kind": kind, "agreement": agreement, "keeper": carol, "contact_phone": "0117 496 0188"}
        shelves.keep(Partner(), facts | {"review_on": clock.today() + timedelta(days=days)}, by=carol)
    guide = guide_of(BIRTHS)
    if guide is not None:
        facts = {"words": WORDS, "keeper": carol, "review_on": clock.today() + timedelta(days=180)}
        shelves.keep(guide, facts, by=carol)


IN_THE_WAY = ("Sure Footed: Twins and More", "Speech and Talking Drop-in", "Dads and Little Ones")


def _barriers() -> None:
    """Enough say that one place is too dear to be told as a number; two others have a voice or two."""
    places = list(Service.objects.listed().filter(name__in=IN_THE_WAY).order_by("-bare_name"))
    parents = list(User.objects.filter(roles__contains=["parent"]).order_by("pk")[:6])
    for n, parent in enumerate(parents if len(places) == 3 else []):
        barriers.tell(
            places[0], "cost", words="Two pounds and the bus, each week, adds up." if n == 1 else "", by=parent
        )
        if n < 2:
            barriers.tell(places[n + 1], ("travel", "nerves")[n], words="", by=parent)


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
