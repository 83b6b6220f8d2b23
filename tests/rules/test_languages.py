"""A language typed in words is the one ticked on the list, so that two families who speak it find each other."""

import pytest

from families.rules.languages import tidy_languages
from families.services.household import change_family


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param(["Urdu", "ENGLISH"], ["ur", "en"], id="names on the list"),
        pytest.param(["ur", "urdu "], ["ur"], id="the same one twice"),
        pytest.param([" Saraiki "], ["Saraiki"], id="one that is not on the list"),
        pytest.param([], [], id="none"),
    ],
)
def test_what_is_kept_of_what_was_typed(typed, kept):
    assert tidy_languages(typed) == kept


def test_a_changed_answer_is_kept_the_same_way(amina):
    assert change_family(amina.carer.family, {"languages": ["en", "Polish"]}, by=amina).languages == ["en", "pl"]
