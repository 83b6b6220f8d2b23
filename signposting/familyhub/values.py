"""Single values of a feed in their normal form, or nothing; and what was wrong."""

import math
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import phonenumbers

from .text import fold, line, plain

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|_gl)$", re.I)
PLACEHOLDER_HOSTS = {"example.com", "www.example.com"}
NOWHERE = {"nul", "null", "none", "nil", "undefined", "nan", "unknown"}
"""The last step of an address that a publisher's template built around a missing value."""
EMAIL = re.compile(r"^[^@\s<>\"'(),;:]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", re.I)
HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$", re.I)
FREE = re.compile(r"(?<![-\w])(free|no charge|no cost|no fee|donations?|nothing to pay)(?![-\w])", re.I)
MONEY = re.compile(r"£\s?(\d+(?:\.\d{1,2})?)|(\d+)\s?p\b")
OLDEST = 130
"""More years than anyone has: an age above it is a slip, one from 99 to it means no upper limit."""


def items(value: Any) -> list[Any]:
    """A list, whether it came as a list, as one thing alone, or not at all."""
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return [value] if isinstance(value, dict) else []


def rows(value: Any) -> list[dict[str, Any]]:
    """The child rows among them."""
    return [item for item in items(value) if isinstance(item, dict)]


def number(value: Any) -> float | None:
    """A number, also when it came in words; never NaN or infinity."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        found = re.fullmatch(r"\s*£?\s*(-?\d+(?:\.\d+)?)\s*", value.replace(",", ""))
        value = float(found[1]) if found else math.nan
    try:
        found_number = float(value) if isinstance(value, int | float) else math.nan
    except OverflowError:  # hundreds of digits
        return None
    return found_number if math.isfinite(found_number) else None


def neat(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point."""
    return int(value) if value is not None and value == int(value) else value


def age(value: Any) -> tuple[float | int | None, str]:
    """An age in years; negatives are a publisher's way to say nothing."""
    if value is None or (isinstance(value, str) and not plain(value)):
        return None, ""
    years = number(value)
    if years is None and isinstance(value, str):
        years = _spoken_age(value)
    if years is None or years > OLDEST:
        return None, "bad_age"
    return (None, "") if years < 0 or years >= 99 else (neat(round(years, 2)), "")


def _spoken_age(text: str) -> float | None:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(years?|yrs?|y|months?|mths?|m|weeks?)\.?(?: old)?\s*", text, re.I)
    if not found:
        return None
    unit = {"m": 12, "w": 52}.get(found[2][0].lower(), 1)
    return float(found[1]) / unit


def ages(low: Any, high: Any) -> tuple[float | int | None, float | int | None, set[str]]:
    """Both ends of an age range; a range that ends before it starts says nothing."""
    (first, wrong), (last, too) = age(low), age(high)
    problems = {wrong, too} - {""}
    if first is not None and last is not None and first > last:
        return None, None, problems | {"bad_age"}
    return first, last, problems


def email(value: Any) -> tuple[str | None, str]:
    """An e-mail address; `.invalid` ones are a way to say there is none."""
    text = re.sub(r"^mailto:", "", line(value), flags=re.I).strip(" <>.,;")
    if not text or text.casefold().endswith(".invalid"):
        return None, ""
    first = re.split(r"[;,\s]+", text)[0]
    if EMAIL.match(first) and len(first) <= 254:
        return first, "" if first == text else "bad_email"
    return None, "bad_email"


def url(value: Any) -> tuple[str | None, str]:
    """A web address that is safe to follow, without what only counts visitors."""
    text = line(value, longest=2000)
    if not text:
        return None, ""
    text = re.sub(r"^(https?):/*(?=[^/])", r"\1://", text, flags=re.I)
    if not re.match(r"https?://", text, re.I):
        if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", text, re.I):
            return None, "bad_url"
        text = "https://" + text.lstrip("/")
    return _tidied(text)


def _tidied(text: str) -> tuple[str | None, str]:
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").casefold(), parts.port
    except ValueError:
        return None, "bad_url"
    if " " in text or "@" in parts.netloc or not HOST.match(host):
        return None, "bad_url"
    if host in PLACEHOLDER_HOSTS or parts.path.rstrip("/").rsplit("/", 1)[-1].casefold() in NOWHERE:
        return None, ""
    query = parts.query
    if query and any(TRACKING.match(name) for name, _value in parse_qsl(query, keep_blank_values=True)):
        kept = [(name, val) for name, val in parse_qsl(query, keep_blank_values=True) if not TRACKING.match(name)]
        query = urlencode(kept)
    place = host + (f":{port}" if port else "")
    return urlunsplit((parts.scheme.lower(), place, parts.path, query, parts.fragment)), ""


def digits(text: str) -> str:
    """The digits of a phone number, with +44 as 0."""
    only = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    for prefix in ("0044", "44"):
        if only.startswith(prefix) and len(only) >= len(prefix) + 9:
            return "0" + only[len(prefix) :].lstrip("0")
    return only


def phone(value: Any) -> str | None:
    """A phone number as people here write it."""
    text = line(value if not isinstance(value, int) else str(value))
    dialled = digits(text)
    if len(dialled) < 3:
        return None
    try:
        read = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return text
    if read.country_code == 44 and phonenumbers.is_possible_number(read) and not read.extension:
        return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.NATIONAL)
    return text


def status(value: Any) -> tuple[str | None, str]:
    """One of the four words of the standard, else the publisher's own words."""
    text = line(value)
    word = " ".join(re.split(r"[\s_-]+", text.casefold())).strip()
    if not word or word in STATUSES:
        return word or None, ""
    return text, "bad_status"


def yes_or_no(value: Any) -> bool | None:
    """A plain yes or no; anything else is not known."""
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}.get(fold(line(value)))


def cost(row: dict[str, Any]) -> dict[str, Any] | None:
    """One price: what for, how much, and the words around it."""
    amount = number(row.get("amount"))
    words = [line(row.get(name)) for name in ("option", "amount_description", "cost_type")]
    if amount is None and isinstance(row.get("amount"), str) and line(row["amount"]):
        words.append(line(row["amount"]))
    words = list(dict.fromkeys(word for word in words if word))
    if amount is None and not words:
        return None
    return {"amount": neat(round(amount, 2)) if amount is not None and amount >= 0 else None, "words": ", ".join(words)}


def is_free(costs: list[dict[str, Any]], *, said: bool | None) -> bool | None:
    """Free, not free, or not known; not known is never free."""
    if said is not None:
        return said
    if any(_costs_something(price) for price in costs):
        return False
    gratis = [price for price in costs if price["amount"] == 0 or FREE.search(price["words"])]
    return True if gratis else None


def _costs_something(price: dict[str, Any]) -> bool:
    spoken = (float(pounds or pence) for pounds, pence in MONEY.findall(price["words"]))
    return bool(price["amount"]) or any(spoken)
