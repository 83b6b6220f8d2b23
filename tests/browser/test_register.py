"""The register in a real browser: one thumb, with scripts and without, and on paper."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from tests.cast import OccurrenceFactory, bring, parent


@pytest.fixture
def soon(people):
    """Thirty people expected in half an hour."""
    starts = clock.now() + timedelta(minutes=30)
    occurrence = OccurrenceFactory(
        day=clock.local(starts).date(), starts_at=starts, ends_at=starts + timedelta(minutes=90)
    )
    for number in range(10):
        bring(occurrence, parent(f"Katarzyna{number}", ("Oliwia", 20), ("Muhammad", 40)))
    return occurrence


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_one_tap_ticks_a_family_in_and_one_takes_it_back(scripts, soon, people, window_of):
    window = window_of(people["carol"], scripts=scripts)
    window.open(reverse("sessions:register", args=[soon.code]))
    page = window.page
    page.get_by_role("button", name="In Katarzyna3", exact=True).click()
    page.get_by_text("Here", exact=True).wait_for()
    assert page.locator("#numbers .number").all_inner_texts() == ["1", "5"]
    page.get_by_role("button", name="Undo Katarzyna3").click()
    page.get_by_text("Here", exact=True).wait_for(state="detached")
    assert page.locator("#numbers .number").all_inner_texts() == ["0", "2"]
    assert window.noises == []


def test_thirty_people_fit_on_one_sheet_of_paper(soon, people, window_of):
    window = window_of(people["carol"])
    window.open(reverse("sessions:register", args=[soon.code]))
    paper = window.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
