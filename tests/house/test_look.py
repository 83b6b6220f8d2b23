"""The look holds together: no class without a rule, no style by hand, both directions, known files only."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "emails")
OURS = sorted((ROOT / "static" / "css").glob("*.css"))
SHEETS = [*OURS, *(ROOT / "static" / "vendor" / "bootstrap").glob("*.css")]
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
# Physical sides would stay where they are when the page turns round for Urdu or Arabic.
PHYSICAL = re.compile(r"(?:^|[;{\s])(?:(?:margin|padding|border)-(?:left|right)|left|right|float)\s*:\s*(?!none)")


@cache
def known_classes():
    css = "".join(sheet.read_text() for sheet in SHEETS)
    return set(re.findall(r"\.(-?[_a-zA-Z][-\w]*)", css))


def classes_in(html):
    """Class names written out in a template; those put together from parts cannot be known here."""
    html = re.sub(r"\{% (comment) .*?%\}.*?\{% endcomment %\}", "", html, flags=re.S)
    for value in re.findall(r'class="((?:[^"{]|\{%.*?%\}|\{\{.*?\}\})*)"', html, re.S):
        without_parts = re.sub(r"[-\w]*\{\{.*?\}\}[-\w]*", " ", value)
        yield from TAG.sub(" ", without_parts).split()


def strangers(html, known):
    return sorted(set(classes_in(html)) - known)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_every_class_of_a_template_has_a_rule(path):
    assert strangers(path.read_text(), known_classes()) == []


def test_a_class_without_a_rule_is_noticed():
    assert strangers('<p class="card {% if x %}cerd{% endif %} tag-{{ kind }}">', {"card"}) == ["cerd"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_style_or_script_stands_in_a_page(path):
    """The policy refuses both, so they would do nothing."""
    html = path.read_text()
    assert not re.search(r"\sstyle=[\"'][a-z-]+:|<style|\son[a-z]+=\"", html)
    assert [
        tag for tag in re.findall(r"<script[^>]*>", html) if not re.search("src=|application/(ld.)?json", tag)
    ] == []


@pytest.mark.parametrize("sheet", OURS, ids=lambda path: path.name)
def test_our_styles_turn_round_with_the_page(sheet):
    assert [line for line in sheet.read_text().splitlines() if PHYSICAL.search(line)] == []


def test_a_physical_side_is_noticed():
    assert PHYSICAL.search(".a { margin-left: 1rem; }")


def test_colours_stand_only_among_the_tokens():
    for sheet in OURS:
        if sheet.name != "tokens.css":
            screen = re.sub(r"@media print \{.*", "", sheet.read_text(), flags=re.S)
            assert re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"url\([^)]*\)", "", screen)) == []


def test_what_others_made_is_what_the_manifest_says():
    for entry in json.loads((ROOT / "static" / "vendor" / "manifest.json").read_text()):
        assert hashlib.sha256((ROOT / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert entry["licence"] in {"MIT", "MPL-2.0"}


def test_a_page_is_in_one_language_whatever_the_browser_asks_for(client, db):
    """Django's own words come in a hundred languages and ours do not yet, so none of them may slip in."""
    page = client.post("/accounts/login/", {"login": ""}, headers={"accept-language": "pl, ur;q=0.9"})
    assert '<html lang="en-gb"' in page.content.decode()
    assert page.headers["Content-Language"] == "en-gb"
