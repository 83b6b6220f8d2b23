"""What the demo's group knows of its own streets and wrote down itself: the places for under-fives no feed has."""

from datetime import timedelta
from typing import Any

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people
from signposting.familyhub import holidays, normalise
from signposting.models import Service
from signposting.services import checks, desk, internal

KEYS = ("name", "organization", "kinds", "ages", "times", "place", "price", "access", "phone", "description")
PLACES = """
Baby Bank Easton | Easton Community Trust | Baby bank; Help with money | 0-4 | WE 10:00-12:00 | The Old Chapel, Stapleton Road, BS5 0PW | free | step-free | 0117 496 0190 | Clothes, nappies, cots and prams, given without questions. Anybody may send you, or come as you are.
Baby Massage at Felix Road | Felix Road Adventure | Baby massage; Parent and baby | 0-1 | TH 13:00-14:00 | Felix Road Playground, Felix Road, BS5 0JW | £3, or what you can | baby changing; step-free | 0117 496 0191 | Four weeks of gentle strokes and a chat after. Bring a towel.
Baby Weigh-In and Health Visitor | Sirona care & health | Health visitor; Baby clinic | 0-5 | TU 09:30-11:00 | Easton Health Centre, Beaufort Street, BS5 0SQ | free | wheelchair access; baby changing | 0117 496 0182 | Have your baby weighed and ask what you like. No appointment.
Bounce and Rhyme | Junction 3 Library | Rhyme time; Songs for babies | 0-3 | TH 10:30-11:00; SA 10:30-11:00 | Junction 3 Library, Baptist Street, BS5 0FJ | free | step-free; baby changing | 0117 496 0155 | Half an hour of songs on laps. Siblings are welcome.
Breastfeeding Welcome Café | Bristol Breastfeeding Friends | Breastfeeding support | 0-2 | FR 10:00-12:00 | St Mark’s Road Café, St Mark’s Road, BS5 6JH | free | step-free; baby changing | 0117 496 0192 | Tea, a sofa, and somebody who knows about latching. Bottles are welcome, too.
Dads and Little Ones | Easton Family Hub | Dads; Stay and play | 0-5 | SA 10:00-11:30 | Easton Family Hub, Chelsea Road, BS5 6AR | free | step-free; parking | 0117 496 0186 | Dads, granddads and male carers with under-fives. Bacon rolls at eleven.
English for Parents | Easton Community Trust | English classes; Adult learning | 16- | TU 10:00-12:00 | The Old Chapel, Stapleton Road, BS5 0PW | free | step-free | 0117 496 0190 | Speak, read and write, at your own pace. There is a crèche next door.
Growing Together: a Parenting Course | Easton Family Hub | Parenting courses | 0-5 | TH 10:00-12:00 | Easton Family Hub, Chelsea Road, BS5 6AR | free | step-free; baby changing | 0117 496 0186 | Six mornings about sleep, tempers and looking after yourself. With a crèche.
Speech and Talking Drop-in | Sirona care & health | Speech and language; SEND | 1-5 | MO 13:30-15:00 | Easton Family Hub, Chelsea Road, BS5 6AR | free | wheelchair access | 0117 496 0193 | Worried about talking? A therapist plays with your child and tells you what may help. No referral.
Stay and Play at the Family Hub | Easton Family Hub | Stay and play; Parent and toddler groups | 0-5 | MO 10:00-11:30; WE 13:15-14:45 | Easton Family Hub, Chelsea Road, BS5 6AR | free | wheelchair access; baby changing | 0117 496 0186 | Toys, messy play and a family worker. Just turn up.
Sure Footed: Twins and More | Bristol Twins Club | Multiple births; Parent and baby | 0-3 | TU 13:00-14:30 | Eastville Park Pavilion, Fishponds Road, BS5 6PX | £2 a family | step-free; parking | 0117 496 0194 | For twins, triplets, and whoever pushes the double buggy.
Talk to Us: Feeling Low After a Birth | Bluebell Care | Postnatal depression; Emotional support | 0-2 | WE 10:00-11:30 | Easton Family Hub, Chelsea Road, BS5 6AR | free | step-free | 0117 496 0195 | A small group with a crèche beside it. You need not say anything the first time.
"""  # noqa: E501
SHUT_NOW, SHUT = "English for Parents", (-4, 10)
"""One of them is closed for a fortnight just now."""
HOW_AND_DAYS = (("phone", 3), ("visit", 12), ("phone", 41), ("visit", 70))


def tell() -> None:
    """Once only: Carol writes each down, families see it, somebody has been there or rung."""
    carol = User.objects.get(email=people.CAROL.email)
    lines = PLACES.strip().splitlines()
    if Service.objects.filter(name=lines[0].split(" | ")[0]).exists():
        return
    for number, line in enumerate(lines):
        how, days = HOW_AND_DAYS[number % len(HOW_AND_DAYS)]
        with clock.stopped_at(clock.now() - timedelta(days=days)):
            facts = normalise.record(_raw(line), at=clock.now()).facts
            service = internal.open_to_families(internal.write_down(facts, use="", by=carol), by=carol)
            checks.confirm(service, by=carol, how=how)
    first, last = (clock.today() + timedelta(days=days) for days in SHUT)
    shut = Service.objects.get(name=SHUT_NOW)
    desk.set_holidays(shut, holidays.read(f"{first:%d/%m/%Y} to {last:%d/%m/%Y}"), by=carol)


def _raw(line: str) -> dict[str, Any]:
    """As a feed would bring it."""
    row = dict(zip(KEYS, (cell.strip() for cell in line.split(" | ")), strict=True))
    low, _, high = row["ages"].partition("-")
    venue, street, code = row["place"].split(", ")
    return {
        "name": row["name"], "status": "active", "description": row["description"],
        "organization": {"name": row["organization"]}, "minimum_age": low, "maximum_age": high or None,
        "schedules": [_times(part) for part in row["times"].split("; ")],
        "locations": [{"name": venue, "address_1": street, "city": "Bristol", "postal_code": code}],
        "cost_options": [{"option": row["price"]}], "phones": [{"number": row["phone"]}],
        "accessibility": _named(row["access"]), "taxonomies": _named(row["kinds"]),
    }  # fmt: skip


def _named(cell: str) -> list[dict[str, str]]:
    return [{"name": name, "description": name} for name in cell.split("; ")]


def _times(part: str) -> dict[str, str]:
    days, hours = part.split(" ")
    opens, closes = hours.split("-")
    return {"byday": days, "opens_at": opens, "closes_at": closes}
