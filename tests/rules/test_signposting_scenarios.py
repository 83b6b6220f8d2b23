"""Every story of a hub gone wrong, replayed against the real sync; more of them with `--scenarios DIR`."""

import re
from pathlib import Path

import pytest

from tests.oruk.replay import load, replay

OURS = Path(__file__).parent.parent / "oruk" / "scenarios"
BOOK = Path(__file__).parent.parent.parent / "docs" / "directory.md"
WAYS_A_FEED_BREAKS = 36


def pytest_generate_tests(metafunc):
    if "story" in metafunc.fixturenames:
        given = metafunc.config.getoption("scenarios")
        folders = [OURS, *([Path(given).resolve()] if given else [])]
        paths = [path for folder in folders for path in sorted(folder.rglob("*.json"))]
        metafunc.parametrize("story", paths, ids=[f"{path.parent.name}/{path.stem}" for path in paths])


@pytest.mark.django_db
def test_the_story_ends_as_it_should(story):
    faults = replay(load(story))
    assert not faults, "\n".join(faults)


def test_each_way_a_feed_breaks_has_a_story():
    rows = dict(re.findall(r"^\| (\d+) \|.*\| (.*) \|$", BOOK.read_text(encoding="utf-8"), re.MULTILINE))
    told = {path.name.partition("_")[0] for path in OURS.glob("*.json")}
    named = {row: set(re.findall(r"\bs\d\d[a-z]?\b", proof)) for row, proof in rows.items()}
    assert list(named) == [str(number) for number in range(1, WAYS_A_FEED_BREAKS + 1)]
    assert {row: names for row, names in named.items() if not names or not names <= told} == {}


DOCTORED = {
    "outcome": "incomplete",
    "source_ids": [],
    "new": ["nobody"],
    "vanished": [],
    "changed": {},
    "reappeared": ["nobody"],
    "rekeyed": {"a": "b"},
    "problems": ["bad_age"],
    "live_directory_changed": True,
    "fields": {"d106a018-0cce-5cf0-a620-d7176caab10f": {"name": "Another"}},
    "live": ["nobody"],
    "published": ["nobody"],
    "live_fields": {"d106a018-0cce-5cf0-a620-d7176caab10f": {"name": "Tiny Tots Stay and Play"}},
    "not_fresh": ["d106a018-0cce-5cf0-a620-d7176caab10f"],
    "text_absent": ["Tiny Tots"],
    "text_present": ["Enormous Tots"],
    "possible_duplicates": [["a", "b"]],
    "near": {"d106a018-0cce-5cf0-a620-d7176caab10f": {"lat": 55.95, "lon": -3.17, "km": 5}},
    "not_on_day": {"Wednesday": ["6d4b9023-9469-502f-993e-7f225b7e3adb"]},
    "feed_valid": False,
    "max_requests": 1,
    "forbidden_hosts": ["hub.example.org.uk"],
    "what_is_this": 1,
}


@pytest.mark.django_db
@pytest.mark.parametrize("key", DOCTORED)
def test_a_wrong_expectation_is_noticed(key):
    story = load(OURS / "s02_change_new_vanish.json")
    story["runs"][-1]["expect"] = {key: DOCTORED[key]}
    assert replay(story) != []
