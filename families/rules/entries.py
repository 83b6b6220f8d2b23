"""One row of a list as facts we can keep, or what is wrong with it, cell by cell."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.rules.ages import possible_birthday, possible_due_date
from families.rules.languages import NAMES, language_name
from families.rules.names import fold
from families.rules.words import tidy, tidy_name, tidy_outcode, tidy_phone
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.forms import month_number

NOTHING = {"", "none", "no", "na", "n a", "nil", "nothing", "none known", "nka", "not known", "no allergies"}
ASK_WHAT_TO_DO = gettext_lazy("Ask the family what to do.")
FIRST_OF_EXCEL, LAST_OF_EXCEL = 36_526, 60_000  # 1 January 2000 to 2064, counted as spreadsheets do
PARTS_OF_A_DATE = re.compile(r"[\s/.\-,]+")
Facts = dict[str, Any]
Wrong = dict[str, str]


def check(cells: Mapping[str, str]) -> tuple[Facts, Wrong]:
    """What the row tells us, and a sentence for each cell that it cannot be."""
    facts: Facts = {}
    wrong: Wrong = {}
    for key, rule in RULES.items():
        try:
            facts[key] = rule(cells)
        except Refused as refusal:
            wrong[key] = str(refusal.message)
    return facts, wrong


def _adult(cells: Mapping[str, str]) -> str:
    name = f"{cells.get('adult', '')} {cells.get('adult_last', '')}".strip()
    if not name:
        raise Refused(_("Who is the adult? Write a name."), code="no_adult")
    return tidy_name(name)


def _email(cells: Mapping[str, str]) -> str:
    email = tidy(cells.get("email", ""), longest=254).removeprefix("mailto:").lower()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        says = _("This is no e-mail address. Write it like name@example.org, or empty the box.")
        raise Refused(says, code="email") from None
    return email


def _child(cells: Mapping[str, str]) -> tuple[str, str]:
    first, last = cells.get("first_name", ""), cells.get("last_name", "")
    if not first:
        first, _space, rest = cells.get("child", "").partition(" ")
        last = last or rest
    if not first:
        if _is_expected(cells):
            return _("Baby"), tidy(last, longest=200)
        raise Refused(_("What is the child called? Write a first name."), code="no_child")
    return tidy_name(first), tidy(last, longest=200)


def _is_expected(cells: Mapping[str, str]) -> bool:
    try:
        return read_date(cells.get("birthday", "")) > clock.today()
    except Refused:
        return False


def _born(cells: Mapping[str, str]) -> dict[str, str]:
    """A day still to come is a due date."""
    day = read_date(cells.get("birthday", ""))
    if day > clock.today():
        return {"due_on": possible_due_date(day).isoformat()}
    return {"born_on": possible_birthday(day).isoformat()}


def read_date(text: str) -> date:
    """A day as lists have it: 3/2/2025, 3.2.25, 2025-02-03, 3 Feb 2025, or a spreadsheet’s own count of days."""
    if text.isascii() and text.isdigit() and len(text) <= 6 and FIRST_OF_EXCEL <= int(text[:9]) <= LAST_OF_EXCEL:
        return date(1899, 12, 30) + timedelta(days=int(text))
    parts = PARTS_OF_A_DATE.split(text.partition("T")[0].removesuffix("00:00:00").strip())
    if len(parts) != 3:
        raise _no_date()
    if len(parts[0]) == 4:
        parts.reverse()
    try:
        year = int(parts[2])
        return date(
            year + 2000 if year < 100 else year, month_number(parts[1]), int(re.sub("(st|nd|rd|th)$", "", parts[0]))
        )
    except (ValueError, OverflowError):
        raise _no_date() from None


def _no_date() -> Refused:
    return Refused(_("This is no day we can read. Write it like 27/3/2024."), code="date")


def _health(cells: Mapping[str, str]) -> tuple[str, str]:
    """An allergy with nothing beside it is kept all the same: losing it would be worse."""
    allergies = tidy(cells.get("allergies", ""), longest=300)
    if fold(allergies) in NOTHING:
        return "", ""
    return allergies, tidy(cells.get("allergy_action", ""), longest=500) or str(ASK_WHAT_TO_DO)


def _languages(cells: Mapping[str, str]) -> list[str]:
    """Codes for those on our list, else the words."""
    known = {fold(language_name(code)): code for code in NAMES}
    said = [tidy(one, longest=40) for one in re.split(r"[,;/&]|\band\b", cells.get("languages", ""))]
    return list(dict.fromkeys(known.get(fold(one), one) for one in said if one))


def _heard(cells: Mapping[str, str]) -> list[str]:
    return [tidy(one, longest=40) for one in re.split("[,;]", cells.get("heard", "")) if one.strip()]


def _second(cells: Mapping[str, str]) -> str:
    name = cells.get("second_adult", "")
    return tidy_name(name) if name else ""


RULES: dict[str, Callable[[Mapping[str, str]], Any]] = {
    "adult": _adult,
    "relationship": lambda cells: tidy(cells.get("relationship", ""), longest=60),
    "email": _email,
    "phone": lambda cells: tidy_phone(cells.get("phone", "")),
    "second_adult": _second,
    "second_phone": lambda cells: tidy_phone(cells.get("second_phone", "")),
    "outcode": lambda cells: tidy_outcode(cells.get("outcode", "")),
    "languages": _languages,
    "first_name": _child,
    "birthday": _born,
    "allergies": _health,
    "heard": _heard,
    "household": lambda cells: tidy(cells.get("household", ""), longest=60),
}
