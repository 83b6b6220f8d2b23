"""What a search can narrow by, read from the facts of an entry. What they do not say is left out, never guessed."""

import re
from typing import Any

from signposting.familyhub.text import bare

Facts = dict[str, Any]
NOON, TEATIME = "12:00", "17:00"
ANY_DAY = "*"
"""A day of the month may be any day of the week."""
FREE, COSTS = "free", "costs"
LANGUAGE = "lang:"

ABOUT = ("name", "categories", "eligibility")
TOLD = (*ABOUT, "description")
SIGNS: dict[str, tuple[tuple[str, ...], re.Pattern[str]]] = {
    "send": (ABOUT, re.compile(
        r"\bsend?\b|\bautis\w*|\basc\b|\basd\b|disab|additional needs|special (educational )?needs|sensory"
    )),
    "step_free": (("accessibility",), re.compile(
        r"step.?free|wheelchair|level access|\bramp(ed|s)?\b|no steps|disabled access"
        r"|accessible (entrance|venue|building)"
    )),
    "baby_change": (("accessibility",), re.compile(r"baby.?chang|nappy.?chang|chang(ing|e) (facilit|table|room|mat)")),
    "parking": (("accessibility",), re.compile(r"parking|car park")),
    "fathers": (TOLD, re.compile(r"\bdads?\b|\bfathers?\b|\bmale carers?\b|\bgrand-?dads?\b")),
    "grandparents": (TOLD, re.compile(r"\bgrand-?(parents?|mas?|dads?|mothers?|fathers?)\b|\bgrannies\b")),
    "childminders": (("eligibility", "description"), re.compile(
        r"\b(parents|carers|families|grandparents)[^.]{0,40}\bchildminders\b|\bchildminders[^.]{0,20}\bwelcome\b"
    )),
    "no_referral": (("eligibility", "description"), re.compile(
        r"\bno referral|self.?referral|\bdrop.?in\b|open access|refer yourself|without a referral|just turn up"
    )),
}  # fmt: skip
"""Which facts are read for a sign, and the words that are one."""
NOT_SO = re.compile(r"\b(no|not|without|limited|unfortunately)\b[^.,;]*$")
"""“No parking” is a sign of the opposite; but “no steps” and “no referral” are theirs."""
OWN_NO = ("step_free", "no_referral")


def facets_of(facts: Facts) -> list[str]:
    """Every facet this entry has, in a fixed order."""
    texts = {field: _texts(facts[field]) for field in {field for fields, _words in SIGNS.values() for field in fields}}
    found = {name for name, (fields, words) in SIGNS.items() if _says(texts, name, fields, words)}
    found |= {code for row in facts["schedules"] for code in times_of(row)}
    found |= {LANGUAGE + bare(said) for said in facts["languages"] if bare(said) not in ("english", "en", "eng")}
    if facts["free"] is not None:
        found.add(FREE if facts["free"] else COSTS)
    return sorted(found)


def times_of(row: Facts) -> set[str]:
    """`TU`, `am` and `TU-am` of a row on Tuesday mornings."""
    days = {code[-2:] for code in row["byday"].split(",") if code} | ({ANY_DAY} if row["bymonthday"] else set())
    part = part_of(row)
    return days | ({part} | {f"{day}-{part}" for day in days} if part and days else set())


def part_of(row: Facts) -> str:
    """Morning, afternoon or evening, by when it begins; nothing where that is not known."""
    begins = row["opens"]
    if not begins:
        return ""
    return "am" if begins < NOON else "pm" if begins < TEATIME else "eve"


def _says(texts: dict[str, list[str]], name: str, fields: tuple[str, ...], words: re.Pattern[str]) -> bool:
    told = (text for field in fields for text in texts[field])
    return any(_is_sign(name, text, found) for text in told for found in words.finditer(text))


def _is_sign(name: str, text: str, found: re.Match[str]) -> bool:
    return (name in OWN_NO and found.group().startswith("no")) or not NOT_SO.search(text[: found.start()])


def _texts(value: Any) -> list[str]:
    """Each text of a fact once: reading it eight times over was half of writing a new entry."""
    return [bare(text) for text in (value if isinstance(value, list) else [value or ""])]
