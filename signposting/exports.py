"""Our own directory in the words of Open Referral UK, version 3. What we do not know is left out, never null."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import UUID, uuid5

from groupsite.kit import clock
from signposting.familyhub import typed
from signposting.familyhub.values import STATUSES
from signposting.models import Service

Row = dict[str, Any]
VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
OPENAPI = "https://docs.openreferraluk.org/en/latest/openapi30.json"


def root() -> Row:
    """What this feed is."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


def page(services: Sequence[Service], *, number: int, per_page: int, total: int) -> Row:
    """One page, with totals that cannot contradict each other."""
    pages = -(-total // per_page)
    return {
        "total_items": total, "total_pages": pages, "page_number": number, "size": len(services),
        "first_page": number == 1, "last_page": number >= pages, "empty": not services,
        "contents": [summary(service) for service in services],
    }  # fmt: skip


def summary(service: Service) -> Row:
    """A row of the list."""
    organisation = service.organisation or service.name
    name = _id(service, "organization")
    checked = clock.local(service.verified_at).date().isoformat() if service.verified_at else None
    return _clean({
        "id": str(service.code),
        "name": service.name,
        "description": service.description,
        "url": service.url,
        "email": service.email,
        "status": service.status if service.status in STATUSES else "active",
        "alert": service.alert,
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "eligibility_description": service.eligibility,
        "assured_date": checked,
        "last_modified": service.changed_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "organization_id": name,
        "organization": {"id": name, "name": organisation, "description": organisation},
    })  # fmt: skip


def record(service: Service) -> Row:
    """Everything about one service, nested."""
    return summary(service) | _clean({
        "schedules": _each(service, "schedules", _schedule),
        "service_at_locations": _each(service, "locations", _place),
        "contacts": _contacts(service),
        "cost_options": _each(service, "costs", _cost),
        "languages": _each(service, "languages", lambda name, _of: {"name": name}),
        "service_areas": _each(service, "service_areas", lambda name, _of: {"name": name}),
        "attributes": _each(service, "categories", _category),
    })  # fmt: skip


def _id(service: Service, *parts: Any) -> str:
    """A child row's number: the same for as long as the service keeps its code and its place in the row."""
    return str(uuid5(UUID(str(service.code)), "/".join(map(str, parts))))


def _each(service: Service, field: str, say: Any) -> list[Row]:
    return [
        {"id": _id(service, field, place), **say(value, lambda part, at=place: _id(service, field, at, part))}
        for place, value in enumerate(getattr(service, field))
    ]


def _schedule(row: Row, _of: Any) -> Row:
    said = {"freq": row["freq"], "interval": row["interval"], "byday": row["byday"]} if row["freq"] else {}
    hours = {"opens_at": row["opens"], "closes_at": row["closes"]} if row["opens"] else {}
    dates = {name: row[name] for name in ("valid_from", "valid_to", "dtstart", "until")}
    monthdays = ",".join(map(str, row["bymonthday"]))
    return said | hours | dates | {"bymonthday": monthdays, "description": row["words"]}


def _place(place: Row, of: Any) -> Row:
    """A position we only worked out from a postcode is not published as if it were exact."""
    exact = place["by"] in ("given", "swapped")
    return {
        "location": {
            "id": of("location"), "location_type": "physical", "name": place["name"],
            "latitude": place["latitude"] if exact else None, "longitude": place["longitude"] if exact else None,
            "addresses": _addresses(place, of),
        }
    }  # fmt: skip


def _addresses(place: Row, of: Any) -> list[Row]:
    """The standard wants street, town and county: an address without them is left out whole."""
    if len(place["address"]) < 3 or not place["postcode"]:
        return []
    street, town, county = place["address"][0], place["address"][-2], place["address"][-1]
    return [{
        "id": of("address"), "address_1": street, "city": town, "state_province": county,
        "postal_code": place["postcode"], "country": "GB", "address_type": "physical",
    }]  # fmt: skip


def _contacts(service: Service) -> list[Row]:
    if not service.phones:
        return []
    phones = [{"id": _id(service, "phones", place), "number": phone} for place, phone in enumerate(service.phones)]
    return [{"id": _id(service, "contact"), "phones": phones}]


def _cost(price: Row, _of: Any) -> Row:
    return {"amount": price["amount"], "option": typed.spoken_cost(price)}


def _category(name: str, of: Any) -> Row:
    return {"taxonomy_term": {"id": of("term"), "name": name, "description": name}}


def _clean(value: Any) -> Any:
    """Nothing that says nothing."""
    if isinstance(value, dict):
        kept = {name: _clean(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, "", [], {})}
    return [_clean(part) for part in value] if isinstance(value, list) else value
