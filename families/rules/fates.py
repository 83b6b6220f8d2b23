"""What becomes of each row of a list: a new family, another child of one, here already, or something to look at."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from families.rules.joining import MOST_CHILDREN
from families.rules.names import alike, fold


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    JOINS = "joins"
    ADDS = "adds"
    HERE = "here"
    TWICE = "twice"
    LOOK = "look"
    WAITS = "waits"
    SKIPPED = "skipped"


TAKEN = (Fate.NEW, Fate.JOINS, Fate.ADDS)


@dataclass
class Line:
    """One row on its way: what it says, what is wrong with it, and what becomes of it."""

    number: int
    facts: dict[str, Any]
    wrong: dict[str, str]
    skip: bool = False
    fate: Fate = Fate.LOOK
    says: str = ""
    household: int = 0
    """The row that its household begins with."""
    family: int | None = None
    """The household of ours it belongs to."""

    @property
    def child(self) -> tuple[str, str]:
        """Who the child is, as far as two rows can be compared."""
        name = " ".join(self.facts.get("first_name", ("", ""))[:1])
        return fold(name), str(sorted(self.facts.get("birthday", {}).items()))


@dataclass
class Known:
    """Households of ours that a list may speak of."""

    by_email: dict[str, int] = field(default_factory=dict)
    by_phone: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    adults: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    children: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))


def decide(lines: Sequence[Line], known: Known) -> None:
    """Give every row its fate. A household comes as a whole: one row to look at keeps the others waiting."""
    begun: dict[tuple[str, ...], Line] = {}
    households: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.skip:
            _end(line, Fate.SKIPPED, _("Left out."))
        elif line.wrong:
            line.fate = Fate.LOOK
        elif not _is_ours(line, known):
            _place(line, begun, households)
    _hold_back(lines, begun, households)


def _is_ours(line: Line, known: Known) -> bool:
    """Does the row speak of a household of ours? Then the child is new to it, or here already."""
    facts = line.facts
    found = {known.by_email.get(facts["email"]), known.by_phone.get(facts["phone"])} - {None}
    if len(found) > 1:
        line.wrong["email"] = _("The e-mail is one family’s and the phone another’s. Empty one of them.")
        line.fate = Fate.LOOK
        return True
    line.family = next(iter(found), None) or _by_name(line, known)
    if line.family is None:
        return False
    if line.child in known.children[line.family]:
        _end(line, Fate.HERE, _("On our list already."))
    elif not any(alike(facts["adult"], name) for name in known.adults[line.family]):
        line.wrong["adult"] = _(
            "A family on our list has this e-mail or phone, and no adult of this name. If it is theirs, write the name "
            "as it is on our list. If not, empty the box of the e-mail or phone."
        )
        line.fate = Fate.LOOK
    else:
        _end(line, Fate.ADDS, _("A child more for a family on our list."))
        known.children[line.family].add(line.child)
    return True


def _by_name(line: Line, known: Known) -> int | None:
    """The same adult with the same child is the same family, whatever the number or address."""
    families = known.by_name.get(fold(line.facts["adult"]), [])
    return next((family for family in families if line.child in known.children[family]), None)


def _place(line: Line, begun: dict[tuple[str, ...], Line], households: dict[int, list[Line]]) -> None:
    """A new household, or another child of one that began further up."""
    keys = _keys(line)
    first = next((begun[key] for key in keys if key in begun), None)
    if first is None:
        _end(line, Fate.NEW, _("A new family."))
        line.household = line.number
    elif not _one_family(line, first):
        says = _(
            "Row %(row)d has this e-mail or phone too, with another adult. One family? Give both one family number."
        )
        line.wrong["adult"] = says % {"row": first.number}
    else:
        _join(line, first, households[first.household])
    if line.fate in TAKEN:
        households[line.household].append(line)
        for key in keys:
            begun.setdefault(key, line)


def _keys(line: Line) -> list[tuple[str, ...]]:
    """What ties rows into one household: its number, else an address or a phone, else the name and the area."""
    facts = line.facts
    if facts["household"]:
        return [("number", fold(facts["household"]))]
    ways = [(way, facts[way]) for way in ("email", "phone") if facts[way]]
    return list(ways) or [("name", fold(facts["adult"]), facts["outcode"])]


def _one_family(line: Line, first: Line) -> bool:
    return bool(line.facts["household"]) or fold(line.facts["adult"]) == fold(first.facts["adult"])


def _join(line: Line, first: Line, rows: list[Line]) -> None:
    line.household = first.household
    twin = next((row for row in rows if row.child == line.child), None)
    if twin is not None:
        _end(line, Fate.TWICE, _("The same child as in row %(row)d.") % {"row": twin.number})
    elif len(rows) >= MOST_CHILDREN:
        line.wrong["household"] = _("A family can have up to %(most)d children here.") % {"most": MOST_CHILDREN}
    else:
        _end(line, Fate.JOINS, _("Another child of the family in row %(row)d.") % {"row": first.household})


def _hold_back(lines: Iterable[Line], begun: dict[tuple[str, ...], Line], households: dict[int, list[Line]]) -> None:
    for line in lines:
        if line.fate != Fate.LOOK:
            continue
        ties = [begun[key] for key in _loose_keys(line) if key in begun]
        for sibling in households[ties[0].household] if ties else []:
            _end(
                sibling,
                Fate.WAITS,
                _("Row %(row)d is of the same family and needs a look first.") % {"row": line.number},
            )


def _loose_keys(line: Line) -> list[tuple[str, ...]]:
    """The ties of a row of which not every cell could be read."""
    blank = {"household": "", "email": "", "phone": "", "adult": "", "outcode": ""}
    return _keys(Line(line.number, blank | line.facts, {}))


def _end(line: Line, fate: Fate, says: str) -> None:
    line.fate, line.says = fate, says


def digest(lines: Iterable[Line]) -> str:
    """The fates a leader saw, in a few letters: what is taken is what was shown."""
    seen = [(line.number, line.fate, line.household, line.family, line.facts) for line in lines]
    return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()[:20]
