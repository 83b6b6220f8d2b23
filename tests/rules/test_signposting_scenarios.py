"""Every story of a hub gone wrong, replayed against the real sync; more of them with `--scenarios DIR`."""

from pathlib import Path

import pytest

from tests.oruk.replay import load, replay

OURS = Path(__file__).parent.parent / "oruk" / "scenarios"


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
