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
OFFICIAL_SERVICE = validator("official/service.json")


def feed_faults():
    """Everything wrong with our feed as it is now, over HTTP."""
    client = Client()
    faults = [*told(STRICT_ROOT, fetched(client, "feed_root"))]
    page = fetched(client, "feed_services")
    faults += told(STRICT_PAGE, page)
    for row in page["contents"]:
        record = fetched(client, "feed_service", row["id"])
        faults += [*told(STRICT_SERVICE, record), *told(OFFICIAL_SERVICE, record)]
    return faults


def fetched(client, view, *args):
    answer = client.get(reverse(f"signposting:{view}", args=args))
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content, parse_constant=lambda name: f"{name} is not JSON")


def told(schema, body):
    return [f"{error.json_path}: {error.message[:200]}" for error in schema.iter_errors(body)]
