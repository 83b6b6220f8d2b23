"""Nothing was found: which of the things asked for could be left out, and how much there is then."""

from datetime import datetime
from functools import reduce
from operator import and_
from typing import NamedTuple

from django.db.models import Count, Q

from groupsite.kit import clock
from signposting.facets import FREE, LANGUAGE
from signposting.models import Service
from signposting.models.directory import USUAL
from signposting.queries import matching
from signposting.queries.directory import Found, Wish, narrowings
from signposting.rules.typed_words import TOMORROW

MOST = 3
WORDS, NEAR = "words", "near"
FIELD_OF = {"open_to": "open_to", "languages": "language"}


class Wider(NamedTuple):
    """The same search without one thing: what it is, how many there are, and what to send for it."""

    name: str
    total: int
    sends: list[tuple[str, str]]


def ways_out(found: Found, *, at: datetime | None = None) -> list[Wider]:
    """By one question; the widest first. A day is counted by the week day, as its timetable is looked at later."""
    conditions = _conditions(found, at or clock.now())
    if not conditions:
        return []
    left = {name: reduce(and_, (other for key, other in conditions.items() if key != name), Q()) for name in conditions}
    counts = {f"n_{name}": Count("pk", filter=condition & USUAL) for name, condition in left.items()}
    rows = Service.objects.listed().aggregate(**counts)
    wider = [Wider(name, rows[f"n_{name}"], _sends(found, name)) for name in conditions if rows[f"n_{name}"]]
    return sorted(wider, key=lambda it: -it.total)[:MOST]


def _conditions(found: Found, at: datetime) -> dict[str, Q]:
    """Each thing asked for; the words are one."""
    conditions = narrowings(found.wish, at)
    if found.meant.units:
        units = [Q(search=matching.any_of(unit)) for unit in found.meant.units]
        conditions[WORDS] = reduce(and_, units)
    return conditions if len(conditions) > 1 else {}


def _sends(found: Found, without: str) -> list[tuple[str, str]]:
    """The boxes of the search form as they would be, each thing said once."""
    wish = found.wish
    words = [unit.typed for unit in found.meant.units] if without != WORDS else []
    if wish.age is not None and without != "age":
        words.append(f"{wish.age:g} years" if wish.age == int(wish.age) else f"{round(wish.age * 12)} months")
    days = wish.days if without != "day" else ()
    words += [code for code in days if code == TOMORROW]
    boxes = {
        "day": [code for code in days if code != TOMORROW],
        "part": wish.parts if without != "day" else (),
        "needs": [need for need in wish.needs if need != without],
        "open_to": wish.open_to if without != "open_to" else (),
        "language": wish.languages if without != "languages" else (),
        "free": ["on"] if wish.free and without != FREE else [],
        NEAR: [wish.area] if wish.area and without != "area" else [],
    }
    return [("q", " ".join(words)), *((name, value) for name, values in boxes.items() for value in values)]


def facets_in_vain(found: Found) -> list[str]:
    """What a search was narrowed by, without its words and without its place."""
    wish: Wish = found.wish
    ages = [f"age:{int(wish.age)}"] if wish.age is not None else []
    said = [WORDS] * bool(found.meant.units) + [NEAR] * bool(wish.area) + [FREE] * wish.free
    languages = [LANGUAGE + name for name in wish.languages]
    return [*said, *ages, *wish.days, *wish.parts, *wish.needs, *wish.open_to, *languages]
