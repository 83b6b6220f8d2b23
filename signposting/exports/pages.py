"""The feed's own pages: what it is, one page of a list, and the smaller things that services are made of."""

from collections.abc import Sequence
from typing import Any

from signposting.models import Label, Spot
from signposting.queries.published import Numbers

from .services import Row, at_location, clean, summary

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
OPENAPI = "https://docs.openreferraluk.org/en/latest/openapi30.json"


def root() -> Row:
    """What this feed is."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


def page(contents: Sequence[Any], *, number: int, per_page: int, total: int) -> Row:
    """One page, with totals that cannot contradict each other."""
    pages = -(-total // per_page)
    return {
        "total_items": total, "total_pages": pages, "page_number": number, "size": len(contents),
        "first_page": number == 1, "last_page": number >= pages, "empty": not contents, "contents": list(contents),
    }  # fmt: skip


def named(label: Label) -> Row:
    """An organisation, or the list our categories are from."""
    return {"id": str(label.code), "name": label.name, "description": label.name}


def term(label: Label, taxonomy: Label | None) -> Row:
    """One category, and the list it is from."""
    inside = {"taxonomy": taxonomy.name, "taxonomy_id": str(taxonomy.code)} if taxonomy else {}
    return {**named(label), **inside}


def service_at_location(spot: Spot, known: Numbers) -> Row:
    """One service at one place."""
    service = summary(spot.service, known)
    told: Row = clean({**at_location(spot.service, spot.place, known), "service_id": service["id"]})
    return {**told, "location_id": told["location"]["id"], "service": service}
