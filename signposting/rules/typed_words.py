"""What a parent meant by what they typed: which words to look for, which age, day, time and place to narrow by."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from signposting.familyhub.positions import areas
from signposting.familyhub.schedules import DAYS
from signposting.familyhub.text import bare

MOST_WORDS = 8
LONGEST_TERM = 5
TODAY, TOMORROW = "today", "tomorrow"
DAY = {
    "monday": "MO", "mon": "MO", "tuesday": "TU", "tue": "TU", "tues": "TU", "wednesday": "WE", "wed": "WE",
    "weds": "WE", "thursday": "TH", "thu": "TH", "thur": "TH", "thurs": "TH", "friday": "FR", "fri": "FR",
    "saturday": "SA", "sat": "SA", "sunday": "SU",
}  # fmt: skip
PART = {"morning": "am", "afternoon": "pm", "evening": "eve", "tonight": "eve"}
NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
SPELT = {name: str(number) for number, name in enumerate(NUMBERS.split(), 1)}
AGE = re.compile(
    r"\b(?:age[ds]? )?(\d{1,2})(?: and a half| ?½)?(?: |-)?(months?|mths?|mos?|weeks?|wks?|years?|yrs?|y ?o|yo)\b"
    r"(?:(?: |-)?olds?)?"
)
UNDER = re.compile(r"\bunder (?:a |1|one)(?: year)?\b|\bnewborns?\b|\bnew born\b")
OUTWARD = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)(?: ?(\d)([a-z]{2}))?\b")
PRICE = re.compile(r"\bfree\b(?! (hours|childcare|school|nursery|offer))")
FILLERS = frozenset(
    """
    a about after all am an and any anyone anything anywhere are around as at be because been before being between
    both but by can close could did do does doing down during each few find for from further get go goes going had has
    have having help helps her here hers hi him his how i if im in into is it its itself just know like local look
    looking lot many me more most much my near nearby need needs no nor not of off old olds on once only or other our
    out over own place places please same she should so some somebody someone something somewhere such take than that
    the their theirs them then there these they things this those through to too under until up us very want was we
    were what whats when where which while who whom why will with would you your
    """.split()  # noqa: SIM905 - two hundred words in quotation marks read worse
)
"""Words people put round what they look for; alone they are looked for themselves."""


@dataclass(frozen=True)
class Unit:
    """One thing to look for: as it was typed, and other words for the same."""

    typed: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meant:
    """What was typed, taken apart."""

    units: tuple[Unit, ...] = ()
    age: float | None = None
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    area: str = ""
    free: bool = False
    tokens: tuple[str, ...] = field(default=(), compare=False)
    """Every word that was typed; a name may have a day or an age in it."""


class Thesaurus:
    """Groups of words that mean the same, found by any of them, in the singular or the plural."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self.groups: dict[tuple[str, ...], tuple[str, ...]] = {}
        for group in groups:
            terms = tuple(dict.fromkeys(" ".join(words_of(term)) for term in group))
            for term in terms:
                others = tuple(other for other in terms if other != term)
                known = self.groups.get(_stems(term.split()), ())
                self.groups[_stems(term.split())] = tuple(dict.fromkeys((*known, *others)))

    def others(self, words: list[str]) -> tuple[str, ...] | None:
        """Other words for this term, or None when it is in no group."""
        return self.groups.get(_stems(words))


def words_of(text: str) -> list[str]:
    """Lower case, no accents, letters and figures only."""
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])'(?=[a-z]\b)", "", bare(text)))


def _stems(words: list[str]) -> tuple[str, ...]:
    return tuple(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words
    )


def meant_by(text: str, thesaurus: Thesaurus) -> Meant:
    """Terms of the thesaurus first, as “two year old offer” is no age; then age, day, time and place; then words."""
    tokens = words_of(text)
    units, rest = _terms(tokens, thesaurus)
    said = " ".join(rest)
    meant = Meant(tokens=tuple(tokens[:MOST_WORDS]))
    for take in (_age, _place, _free, _times):
        meant, said = take(meant, said)
    kept = [word for word in said.replace("|", " ").split() if word not in FILLERS]
    units += [Unit(word, thesaurus.others([word]) or ()) for word in kept]
    if not units and not _narrows(meant):
        units = [Unit(word) for word in tokens]
    return replace(meant, units=tuple(dict.fromkeys(units))[:MOST_WORDS])


def _narrows(meant: Meant) -> bool:
    return bool(meant.age is not None or meant.days or meant.parts or meant.area or meant.free)


def _terms(tokens: list[str], thesaurus: Thesaurus) -> tuple[list[Unit], list[str]]:
    """The longest terms of two words or more; in what is left a bar stands where each was."""
    units, rest, place = [], [], 0
    while place < len(tokens):
        for length in range(min(LONGEST_TERM, len(tokens) - place), 1, -1):
            words = tokens[place : place + length]
            others = thesaurus.others(words)
            if others is not None:
                units.append(Unit(" ".join(words), others))
                rest.append("|")
                place += length
                break
        else:
            rest.append(tokens[place])
            place += 1
    return units, rest


def _age(meant: Meant, said: str) -> tuple[Meant, str]:
    """18 months, 2 year old, three weeks, newborn."""
    figures = " ".join(SPELT.get(word, word) for word in said.split())
    found = AGE.search(figures)
    if found:
        per_year = {"m": 12, "w": 52}.get(found[2][0], 1)
        half = 0.5 if "half" in found[0] else 0
        return replace(meant, age=round((int(found[1]) + half) / per_year, 4)), AGE.sub(" | ", figures)
    if UNDER.search(said):
        return replace(meant, age=0), UNDER.sub(" | ", said)
    return meant, said


def _place(meant: Meant, said: str) -> tuple[Meant, str]:
    """The first half of a postcode, or what of a whole one we look at: never all of it."""
    for found in OUTWARD.finditer(said):
        area = area_named(found[0])
        if area:
            return replace(meant, area=area), said.replace(found[0], "|", 1)
    return meant, said


def area_named(text: str) -> str:
    """The smallest area we know round a postcode or half of one: `BS5 0`, `BS5`, or nothing."""
    found = OUTWARD.fullmatch(" ".join(words_of(text)))
    if not found:
        return ""
    outward = found[1].upper()
    sector = f"{outward} {found[2]}" if found[2] else ""
    return next((name for name in (sector, outward) if name in areas()), "")


def _free(meant: Meant, said: str) -> tuple[Meant, str]:
    return (replace(meant, free=True), PRICE.sub(" | ", said)) if PRICE.search(said) else (meant, said)


def _times(meant: Meant, said: str) -> tuple[Meant, str]:
    """Days of the week, today, the weekend, and morning or afternoon."""
    days, parts, left = [], [], []
    for word in said.split():
        name = word.removesuffix("s") if word.removesuffix("s") in (*DAY, *PART, "weekend") else word
        if name == "weekend":
            days += ["SA", "SU"]
        elif name in DAY or name in (TODAY, TOMORROW):
            days.append(DAY.get(name, name))
        elif name in PART:
            parts.append(PART[name])
            days += [TODAY] if name == "tonight" else []
        else:
            left.append(word)
    order = (TODAY, TOMORROW, *DAYS)
    ordered = tuple(sorted(set(days), key=order.index))
    return replace(meant, days=ordered, parts=tuple(dict.fromkeys(parts))), " ".join(left)
