"""A service in the words of schema.org, and as a place for a map app."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from groupsite.kit.linked import inside_a_script
from signposting.familyhub.typed import spoken_place
from signposting.models import Service

Row = dict[str, Any]


def linked_data(service: Service) -> SafeString:
    """For search engines. What is not known is left out; closed ones say so by not being there."""
    said = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": service.name,
        "description": service.description[:500],
        "url": settings.SITE_URL + reverse("signposting:service", args=[service.code]),
        "provider": {"@type": "Organization", "name": service.organisation} if service.organisation else None,
        "audience": {"@type": "PeopleAudience", **_ages(service)} if _ages(service) else None,
        "isAccessibleForFree": service.free,
        "availableChannel": [_place(place) for place in service.locations if not place["hidden"]],
        "availableLanguage": service.languages,
    }
    return inside_a_script({name: value for name, value in said.items() if value not in (None, "", [], {})})


def _ages(service: Service) -> Row:
    ages = {"suggestedMinAge": service.minimum_age, "suggestedMaxAge": service.maximum_age}
    return {name: age for name, age in ages.items() if age is not None}


def _place(place: Row) -> Row:
    where = {
        "@type": "Place",
        "name": place["name"],
        "address": ", ".join([*place["address"], place["postcode"] or ""]),
    }
    return {
        "@type": "ServiceChannel",
        "serviceLocation": {name: value.strip(", ") for name, value in where.items() if value},
    }


def map_app(service: Service) -> str:
    """A `geo:` address of its first place, which a phone opens in its map app. A hidden place has none."""
    place = next((place for place in service.locations if place["latitude"] is not None), None)
    if place is None or place["hidden"]:
        return ""
    spot = f"{place['latitude']},{place['longitude']}" if place["by"] in ("given", "swapped") else "0,0"
    return f"geo:{spot}?q={quote(spoken_place(place))}"
