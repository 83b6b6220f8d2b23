"""What the first visit costs on a phone in a hall with one bar of signal (PERFORMANCE)."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

FIRST_VISIT, ALL_STYLES, ALL_SCRIPTS, REQUESTS = 60_000, 20_000, 30_000, 10


def squeezed(data):
    return len(gzip.compress(data, 9))


def carried_by(html):
    """Every file that a browser fetches with the page, once each, as {path: bytes}."""
    found = re.findall(r'(?:src|href)="/static/([^"#?]+)', html)
    files = {name: open_static(name) for name in found}
    files.pop("img/favicon.ico", None)  # only browsers that do not know the drawing ask for it
    return files


def open_static(name):
    return Path(finders.find(name)).read_bytes()


@pytest.mark.parametrize("view_name", ["portal:front", "account_login"])
def test_the_first_visit_is_light(view_name, client, db):
    html = client.get(reverse(view_name)).content
    files = carried_by(html.decode())
    weight = {name: squeezed(data) for name, data in files.items()}
    assert squeezed(html) + sum(weight.values()) <= FIRST_VISIT
    assert sum(size for name, size in weight.items() if name.endswith(".css")) <= ALL_STYLES
    assert sum(size for name, size in weight.items() if name.endswith(".js")) <= ALL_SCRIPTS
    assert 1 + len(files) <= REQUESTS


def test_what_a_page_carries_is_found(db, client):
    html = client.get(reverse("portal:front")).content.decode()
    assert {"css/tokens.css", "img/icons.svg", "img/hall.svg"} <= set(carried_by(html))
