"""The button that adds a place is pressed twice at the same moment: there is one entry, and both presses see it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError

from signposting.models import Service
from signposting.services import adding
from tests.rules.test_signposting_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def pressed_twice(by):
    """What both presses of one form came to."""
    code = uuid4()
    return together(*[lambda: adding.add({"name": f"Tots {code}", "locations": []}, code=code, by=by)] * 2)


def test_two_presses_at_once_are_one_entry(rita):
    for made in range(1, 6):
        first, second = pressed_twice(rita)
        assert first == second
        assert Service.objects.count() == made


def test_without_its_turn_the_second_press_fails(rita, monkeypatch):
    monkeypatch.setattr(adding, "_hold", lambda by: None)
    with pytest.raises(IntegrityError):
        for _ in range(20):
            pressed_twice(rita)
