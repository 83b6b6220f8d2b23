"""Our own feed against what the standard and we ourselves ask of it."""

import json
from pathlib import Path

from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker

SCHEMAS = Path(__file__).parent / "schemas"


def validator(name):
    schema = json.loads((SCHEMAS / name).read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker())


STRICT_ROOT, STRICT_PAGE, STRICT_SERVICE = (
    validator(f"strict/{name}.schema.json") for name in ("root", "services_page", "service")
)
OFFICIAL_ROOT, OFFICIAL_LIST, OFFICIAL_SERVICE = (
    validator(f"official/{name}.json") for name in ("api_details", "service_list", "service")
)
CLEAN = {"$defs": STRICT_SERVICE.schema["$defs"], "$ref": "#/$defs/clean"}
NOTHING_EMPTY = Draft202012Validator(CLEAN)
ENVELOPE = {name: part for name, part in STRICT_PAGE.schema.items() if name != "properties"}
ENVELOPE["properties"] = {**STRICT_PAGE.schema["properties"], "contents": {"type": "array"}}
STRICT_ENVELOPE = Draft202012Validator(ENVELOPE)
LISTS = {
    "feed_organisations": ("feed_organisation", None, "organization_list"),
    "feed_taxonomies": ("feed_taxonomy", "taxonomy_list", "taxonomy"),
    "feed_terms": ("feed_term", "taxonomy_term_list", "taxonomy_term"),
    "feed_places": ("feed_place", "service_at_location_list", "service_at_location"),
}
OFFICIAL = {name: validator(f"official/{name}.json") for pair in LISTS.values() for name in pair[1:] if name}
STRICT_LOCATION = Draft202012Validator(
    {"$defs": STRICT_SERVICE.schema["$defs"], "$ref": "#/$defs/location"}, format_checker=FormatChecker()
)


def feed_faults():
    """Everything wrong with our feed as it is now, over HTTP, in every one of its addresses."""
    client = Client()
    root = fetched(client, "feed_root")
    faults = [*told(STRICT_ROOT, root), *told(OFFICIAL_ROOT, root)]
    page = fetched(client, "feed_services")
    faults += [*told(STRICT_PAGE, page), *told(OFFICIAL_LIST, page)]
    for row in page["contents"]:
        record = fetched(client, "feed_service", row["id"])
        faults += [*told(STRICT_SERVICE, record), *told(OFFICIAL_SERVICE, record)]
    return faults + [fault for name in LISTS for fault in _list_faults(client, name)]


def _list_faults(client, name):
    one, whole, single = LISTS[name]
    page = fetched(client, name)
    faults = [*told(STRICT_ENVELOPE, page), *(told(OFFICIAL[whole], page) if whole else [])]
    for row in page["contents"]:
        record = fetched(client, one, row["id"])
        faults += [*told(NOTHING_EMPTY, record), *told(OFFICIAL[single], record)]
        faults += told(STRICT_LOCATION, record["location"]) if "location" in record else []
    return [f"{name}: {fault}" for fault in faults]


def fetched(client, view, *args):
    answer = client.get(reverse(f"signposting:{view}", args=args))
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content, parse_constant=lambda name: f"{name} is not JSON")


def told(schema, body):
    return [f"{error.json_path}: {error.message[:200]}" for error in schema.iter_errors(body)]
