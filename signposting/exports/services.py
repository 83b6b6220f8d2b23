"""One service as Open Referral UK writes it: as a row of the list, and nested with all that belongs to it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from groupsite.kit import clock
from signposting.familyhub import typed
from signposting.familyhub.values import STATUSES
from signposting.models import Service
from signposting.queries.published import TAXONOMY, Numbers

Row = dict[str, Any]
ROUGHLY = 2
"""Decimals of a position that is hidden on purpose: about a kilometre."""
INACTIVE, WITHDRAWN = "inactive", "Withdrawn"
FREQUENCIES = ("WEEKLY", "MONTHLY")


def summary(service: Service, known: Numbers) -> Row:
    """A row of the list. What has been taken out of the directory is named, and nothing more is said of it."""
    if service.state == Service.State.INTERNAL:
        return _nameless(service)
    listed = service.state == Service.State.LISTED
    return clean({
        **_name(service, known, status=_status(service) if listed else INACTIVE),
        **(_told(service) if listed else {}),
        "provenance": known.origins.get(service.pk),
    })  # fmt: skip


def record(service: Service, known: Numbers) -> Row:
    """Everything about one service, nested."""
    if service.state != Service.State.LISTED:
        return summary(service, known)
    return summary(service, known) | clean({
        "schedules": _each(service, "schedules", _schedule),
        "service_at_locations": [at_location(service, place, known) for place in range(len(service.locations))],
        "contacts": _contacts(service),
        "cost_options": _each(service, "costs", _cost),
        "languages": _each(service, "languages", lambda name: {"name": name}),
        "service_areas": _each(service, "service_areas", lambda name: {"name": name}),
        "attributes": [_attribute(service, place, name, known) for place, name in enumerate(service.categories)],
    })  # fmt: skip


def modified(service: Service) -> datetime:
    """When what we say of it last changed: a fact, that it is there, or the day somebody made sure."""
    return max(filter(None, (service.changed_at, service.ended_at, service.listed_at, service.verified_at)))


def _name(service: Service, known: Numbers, *, status: str) -> Row:
    organisation = service.organisation or service.name
    number = known.of("organisation", organisation)
    last = _moment(modified(service))
    return {
        "id": str(service.code), "name": service.name, "status": status, "last_modified": last,
        "organization_id": number,
        "organization": {"id": number, "name": organisation, "description": organisation},
    }  # fmt: skip


def _nameless(service: Service) -> Row:
    """It was published and is for us only now: whoever knows its number learns that it has gone, and no word."""
    return {
        "id": str(service.code), "name": WITHDRAWN, "status": INACTIVE, "last_modified": _moment(modified(service)),
        "organization_id": (number := numbered(service, "organization")),
        "organization": {"id": number, "name": WITHDRAWN, "description": WITHDRAWN},
    }  # fmt: skip


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _status(service: Service) -> str:
    return service.status if service.status in STATUSES else "active"


def _told(service: Service) -> Row:
    checked = clock.local(service.verified_at).date().isoformat() if service.verified_at else None
    return {
        "description": service.description, "url": service.url, "email": service.email, "alert": service.alert,
        "minimum_age": service.minimum_age, "maximum_age": service.maximum_age,
        "eligibility_description": service.eligibility, "assured_date": checked, "free": service.free,
    }  # fmt: skip


def numbered(service: Service, *parts: Any) -> str:
    """A child row's number: the same for as long as the service keeps its code and its place in the row."""
    return str(uuid5(UUID(str(service.code)), "/".join(map(str, parts))))


def _each(service: Service, field: str, say: Any) -> list[Row]:
    return [
        {"id": numbered(service, field, place), **say(value)} for place, value in enumerate(getattr(service, field))
    ]


def _schedule(row: Row) -> Row:
    said = {"freq": row["freq"], "interval": row["interval"], "byday": row["byday"]} if row["freq"] else {}
    hours = {"opens_at": row["opens"], "closes_at": row["closes"]} if row["opens"] else {}
    dates = {name: row[name] for name in ("valid_from", "valid_to", "dtstart", "until")}
    monthdays = ",".join(map(str, row["bymonthday"]))
    return said | hours | dates | {"bymonthday": monthdays, "description": row["words"]}


def at_location(service: Service, place: int, known: Numbers) -> Row:
    """One of its places. A position we only worked out from a postcode is not published as if it were exact."""
    spot, number = service.locations[place], known.spots[service.pk, place]
    exact, addresses = spot["by"] in ("given", "swapped"), _addresses(spot, number)
    access = service.accessibility if len(service.locations) == 1 else []
    return {
        "id": number,
        "location": {
            "id": _inside(number, "location"), "location_type": "physical", "name": spot["name"],
            "latitude": _position(spot, "latitude") if exact else None,
            "longitude": _position(spot, "longitude") if exact else None,
            "mask_exact_address": spot["hidden"] or None,
            "addresses": addresses, "postal_code": None if addresses else _area(spot),
            "accessibility": [
                {"id": _inside(number, f"accessibility/{at}"), "description": words} for at, words in enumerate(access)
            ],
        },
    }  # fmt: skip


def _inside(number: str, name: str) -> str:
    return str(uuid5(UUID(number), name))


def _position(spot: Row, name: str) -> float:
    """A place that is hidden on purpose stays as rough here as it is on the map."""
    return float(round(spot[name], ROUGHLY) if spot["hidden"] else spot[name])


def _addresses(spot: Row, number: str) -> list[Row]:
    """The standard wants street, town and county: an address without a town, or a hidden one, is left out whole."""
    if len(spot["address"]) < 2 or not spot["postcode"] or spot["hidden"]:
        return []
    street, *further = spot["address"]
    town, county = further[-2:] if len(further) > 1 else (further[0], further[0])
    return [{
        "id": _inside(number, "address"), "address_1": street, "address_2": ", ".join(further[:-2]), "city": town,
        "state_province": county, "postal_code": spot["postcode"], "country": "GB", "address_type": "physical",
    }]  # fmt: skip


def _area(spot: Row) -> str | None:
    """The postcode of a place whose address cannot be told; of a hidden one only its first half."""
    return (spot["postcode"] or "").partition(" ")[0] if spot["hidden"] else spot["postcode"]


def _contacts(service: Service) -> list[Row]:
    if not service.phones:
        return []
    phones = [
        {"id": numbered(service, "phones", place), "number": number} for place, number in enumerate(service.phones)
    ]
    return [{"id": numbered(service, "contact"), "phones": phones}]


def _cost(price: Row) -> Row:
    return {"amount": price["amount"], "option": typed.spoken_cost(price)}


def _attribute(service: Service, place: int, name: str, known: Numbers) -> Row:
    return {"id": numbered(service, "categories", place), "taxonomy_term": term(name, known)}


def term(name: str, known: Numbers) -> Row:
    """A category, and the list it is from."""
    return {
        "id": known.of("term", name), "name": name, "description": name,
        "taxonomy": TAXONOMY, "taxonomy_id": known.of("taxonomy", TAXONOMY),
    }  # fmt: skip


def clean(value: Any) -> Any:
    """Nothing that says nothing."""
    if isinstance(value, dict):
        kept = {name: clean(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, "", [], {})}
    return [clean(part) for part in value] if isinstance(value, list) else value
