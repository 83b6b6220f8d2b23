"""One record of any dialect down to the canonical form that everything else compares, shows and keeps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from . import dates, positions, schedules, values
from .text import LONGEST, fold, line, plain
from .values import rows

FIELDS = (
    "name", "description", "organisation", "url", "email", "phones", "status", "alert", "minimum_age", "maximum_age",
    "eligibility", "costs", "free", "schedules", "locations", "accessibility", "languages", "categories",
    "service_areas",
)  # fmt: skip
"""What staff decide on, one by one. Dates are bookkeeping and are never asked about."""

AGE_BANDS: dict[str, tuple[int, int | None]] = {
    "age_band_under_2": (0, 2),
    "age_band_2": (2, 3),
    "age_band_3_4": (3, 5),
    "age_band_5_7": (5, 8),
    "age_band_8_plus": (8, None),
    "age_band_all": (0, None),
}

Facts = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """A record as we understood it."""

    facts: Facts
    assured_date: date | None = None
    last_modified: datetime | None = None
    closures: list[dict[str, str]] = field(default_factory=list)
    problems: frozenset[str] = frozenset()


def record(raw: dict[str, Any], *, at: datetime) -> Reading:
    """Read one record; whatever cannot be right is left out and named."""
    wrong: set[str] = {"oversize"} if _too_long(raw) else set()
    places = _places(raw)
    facts: Facts = {
        "name": line(raw.get("name")),
        "description": plain(raw.get("description")),
        "organisation": line(_organisation(raw).get("name")) or None,
        **_contact(raw, wrong),
        **_ages(raw, wrong),
        "status": _noted(values.status(raw.get("status")), wrong),
        "alert": plain(raw.get("alert"), longest=2000) or None,
        **_costs(raw),
        "schedules": _schedules(raw, places, wrong),
        "locations": _locations(places, wrong),
        "accessibility": _names(_accessibility(raw, places), "description", "accessibility", "name", "details"),
        "languages": _languages(raw),
        "categories": _categories(raw),
        "service_areas": _names(rows(raw.get("service_areas")), "name", "service_area", "description"),
    }
    about = next(iter(rows(raw.get("pc_metadata"))), {})
    return Reading(
        facts={name: facts[name] for name in FIELDS},
        assured_date=_noted(dates.day(raw.get("assured_date") or about.get("date_assured"), at=at), wrong),
        last_modified=_noted(
            dates.instant(raw.get("last_modified") or raw.get("updated_at") or about.get("date_modified"), at=at), wrong
        ),
        closures=schedules.closures(rows(raw.get("holiday_schedules"))),
        problems=frozenset(wrong),
    )


def _noted(answer: tuple[Any, str], wrong: set[str]) -> Any:
    value, problem = answer
    wrong |= {problem} - {""}
    return value


def _too_long(raw: Any) -> bool:
    """Some text in the record is longer than anyone writes."""
    if isinstance(raw, str):
        return len(raw) > LONGEST * 4 or (len(raw) > LONGEST and len(plain(raw)) >= LONGEST)
    inside: Iterable[Any] = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return any(_too_long(value) for value in inside)


def _organisation(raw: dict[str, Any]) -> dict[str, Any]:
    found = raw.get("organization") or raw.get("organisation")
    return found if isinstance(found, dict) else {"name": found}


def _contact(raw: dict[str, Any], wrong: set[str]) -> Facts:
    """How to reach them: the service's own address first, else a contact's."""
    contacts = rows(raw.get("contacts"))
    mails = [values.email(row.get("email")) for row in (raw, *contacts)]
    numbers = [*_numbers(raw), *(found for row in contacts for found in _numbers(row))]
    phones = {values.digits(phone): phone for phone in map(values.phone, numbers) if phone}
    wrong |= {problem for _mail, problem in mails} - {""}
    return {
        "email": next((mail for mail, _problem in mails if mail), None),
        "url": _noted(values.url(raw.get("url")), wrong),
        "phones": [phones[digits] for digits in sorted(phones)],
    }


def _numbers(row: dict[str, Any]) -> list[Any]:
    return [row.get("phone"), *(child.get("number") for child in rows(row.get("phones")))]


def _ages(raw: dict[str, Any], wrong: set[str]) -> Facts:
    """v3 says them on the service, v1 in rows of eligibility, Outpost in its own words or in bands."""
    given = [*rows(raw.get("eligibilitys")), *rows(raw.get("eligibilities")), *rows(raw.get("eligibility"))]
    pairs = [(raw.get("minimum_age", raw.get("min_age")), raw.get("maximum_age", raw.get("max_age")))]
    pairs += [(row.get("minimum_age"), row.get("maximum_age")) for row in given]
    read = [values.ages(*pair) for pair in pairs]
    wrong |= {problem for *_ends, problems in read for problem in problems}
    lows = [low for low, _high, _problems in read if low is not None]
    highs = [high for _low, high, _problems in read if high is not None]
    if not lows and not highs:
        lows, highs = _bands(raw)
    words = [raw.get("eligibility_description"), raw.get("eligibility"), *(row.get("eligibility") for row in given)]
    return {
        "minimum_age": min(lows, default=None),
        "maximum_age": max(highs, default=None),
        "eligibility": ", ".join(dict.fromkeys(filter(None, map(line, words)))) or None,
    }


def _bands(raw: dict[str, Any]) -> tuple[list[float | int], list[float | int]]:
    bands = [AGE_BANDS[name] for name in AGE_BANDS if raw.get(name) is True]
    highs: list[float | int] = [high for _low, high in bands if high is not None]
    return [low for low, _high in bands], highs if len(highs) == len(bands) else []


def _costs(raw: dict[str, Any]) -> Facts:
    given = rows(raw.get("cost_options"))
    if isinstance(raw.get("fees"), str):
        given = [*given, {"option": raw["fees"]}]
    prices = [price for price in map(values.cost, given) if price]
    prices.sort(key=lambda price: (price["words"], price["amount"] or 0))
    return {"costs": prices, "free": values.is_free(prices, said=values.yes_or_no(raw.get("free")))}


def _places(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """The places of a record, each with its row's own timetable beside it."""
    found = []
    for row in rows(raw.get("service_at_locations")):
        place = row.get("location")
        if isinstance(place, dict):
            found.append({**place, "timetables": [row, place]})
    return found + [
        {**place, "timetables": [place]} for place in (*rows(raw.get("locations")), *rows(raw.get("location")))
    ]


def _schedules(raw: dict[str, Any], places: list[dict[str, Any]], wrong: set[str]) -> list[schedules.Schedule]:
    """Rows may hang off the service, its place, or the two together: all three are read."""
    holders = [raw, *(holder for place in places for holder in place["timetables"])]
    found = {}
    for holder in holders:
        for name in ("schedules", "regular_schedules", "regular_schedule"):
            for row in rows(holder.get(name)):
                read, odd = schedules.schedule(row)
                wrong |= {"bad_schedule"} if odd else set()
                if read:
                    found[" | ".join(schedules.key(read))] = read
    return [found[name] for name in sorted(found)]


def _locations(places: list[dict[str, Any]], wrong: set[str]) -> list[Facts]:
    found = {}
    for place in places:
        read = _location(place, wrong)
        if read:
            found[location_key(read)] = read
    return [found[name] for name in sorted(found)]


def _location(place: dict[str, Any], wrong: set[str]) -> Facts | None:
    addresses = [
        *rows(place.get("addresses")),
        *rows(place.get("physical_addresses")),
        *rows(place.get("address")),
        place,
    ]
    address = next((row for row in addresses if line(row.get("address_1")) or line(row.get("postal_code"))), place)
    code = positions.postcode(address.get("postal_code"))
    where = positions.position(*_coordinates(place), code)
    wrong |= {"bad_coordinates"} if where.wrong else set()
    parts = [line(address.get(name)) for name in ("address_1", "address_2", "city", "region", "state_province")]
    read = {
        "name": line(place.get("name")) or None,
        "address": list(dict.fromkeys(part.strip(" ,") for part in parts if part)),
        "postcode": code,
        "latitude": where.latitude,
        "longitude": where.longitude,
        "by": where.by,
        "hidden": bool(place.get("mask_exact_address")) or (bool(code) and " " not in str(code)),
    }
    return read if read["name"] or read["address"] or code or where.by else None


def _coordinates(place: dict[str, Any]) -> tuple[Any, Any]:
    shape = place.get("geometry")
    pair = shape.get("coordinates") if isinstance(shape, dict) else None
    if isinstance(pair, list) and len(pair) >= 2:
        return pair[1], pair[0]
    return place.get("latitude"), place.get("longitude")


def location_key(place: Facts) -> str:
    """What two places are compared by; a position we worked out ourselves is not the hub's word."""
    where = f"{place['latitude']:.4f} {place['longitude']:.4f}" if place["by"] in ("given", "swapped") else ""
    words = (place["name"] or "", *place["address"], place["postcode"] or "", where)
    return " | ".join(fold(word) for word in words)


def _accessibility(raw: dict[str, Any], places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = ("accessibility", "accessibilities", "accessibility_for_disabilities")
    return [row for holder in (raw, *places) for name in names for row in rows(holder.get(name))]


def _names(given: Iterable[dict[str, Any]], *columns: str) -> list[str]:
    """The first words each row has, once each, in a fixed order."""
    found: dict[str, str] = {}
    for row in given:
        words = next(filter(None, (line(row.get(column)) for column in columns)), "")
        if words:
            found.setdefault(fold(words), words)
    return [found[folded] for folded in sorted(found)]


def _languages(raw: dict[str, Any]) -> list[str]:
    return _names(rows(raw.get("languages")), "name", "language", "note", "code")


def _categories(raw: dict[str, Any]) -> list[str]:
    terms = [row.get("taxonomy_term") for row in rows(raw.get("attributes"))]
    for name in ("service_taxonomys", "service_taxonomies"):
        terms += [row.get("taxonomy") for row in rows(raw.get(name))]
    own = [row for name in ("taxonomies", "send_needs", "suitabilities") for row in rows(raw.get(name))]
    return _names([*(term for term in terms if isinstance(term, dict)), *own], "name")


def first_place(facts: Facts) -> Facts:
    """Postcode and position of a service: those of the first of its places that has them."""
    places = facts["locations"]
    spot = next((place for place in places if place["latitude"] is not None), None)
    return {
        "postcode": next((place["postcode"] for place in places if place["postcode"]), None),
        "latitude": spot["latitude"] if spot else None,
        "longitude": spot["longitude"] if spot else None,
    }
