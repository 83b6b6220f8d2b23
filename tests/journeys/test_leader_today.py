"""Lena opens the door at 9:25 with a phone: who is expected, who is here, who nobody expected."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.outbox.delivery import sweep
from sessions.models import Booking
from tests.cast import OccurrenceFactory, bring, parent, person


@pytest.fixture
def lena(db):
    return person("Lena", "leader")


@pytest.fixture
def today(lena, amina):
    occurrence = OccurrenceFactory(programme__heads_limit=8)
    occurrence.programme.leaders.add(lena)
    zain = amina.carer.family.children.get(first_name="Zain")
    zain.allergies, zain.allergy_action = "egg", "Give the pen in the blue bag."
    zain.save()
    amina.carer.family.wants_friendly_face = True
    amina.carer.family.save()
    occurrence.amina = bring(occurrence, amina)
    with time_machine.travel(occurrence.starts_at - timedelta(minutes=5), tick=False):
        yield occurrence


def url(name, occurrence=None):
    return reverse(f"sessions:{name}", args=[occurrence.code] if occurrence else [])


def test_today_says_who_is_expected_and_what_to_look_out_for(today, lena, sign_in):
    page = sign_in(lena).get(url("today")).content.decode()
    for words in ("Amina", "Zain", "Allergy: egg", "Give the pen in the blue bag.", "Would like a friendly face"):
        assert words in page
    assert "people, of 8 at most" in page


def test_she_ticks_a_family_in_and_takes_it_back(today, lena, sign_in):
    client = sign_in(lena)
    page = client.post(url("tick", today), {"came": today.amina.pk}, follow=True).content.decode()
    assert "Here" in page
    assert 'name="unknown"' in page
    page = client.post(url("tick", today), {"unknown": today.amina.pk}, follow=True).content.decode()
    assert 'name="unknown"' not in page


def test_a_tick_for_another_session_finds_nothing(today, lena, bea, sign_in):
    other = bring(OccurrenceFactory(), bea)
    client = sign_in(lena)
    for said in ({"came": other.pk}, {"came": "x"}, {"came": 10**30}, {}):
        assert client.post(url("tick", today), said).status_code == 404


def test_she_lets_in_a_family_she_knows_with_a_reason_when_it_is_over_the_limit(today, lena, sign_in):
    cleo = parent("Cleo", ("Ivy", 30), ("Max", 20), ("Pia", 40))
    client = sign_in(lena)
    found = client.get(url("door", today), {"q": "cle"}).content.decode()
    assert f"?family={cleo.carer.family.code}" in found
    door = f"{url('door', today)}?family={cleo.carer.family.code}"
    form = client.get(door).context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    page = client.post(door, sent).content.decode()
    assert "There is room for 3 more people, and you are 4" in page
    page = client.post(door, sent | {"why": "Pouring with rain"}, follow=True).content.decode()
    assert "Pouring with rain" in page
    assert Booking.objects.get(family=cleo.carer.family).attendance == "came"


SHORTEST_AT_THE_DOOR = (3, 19, 9)
"""Pages, keys and taps from the register until a family nobody knew is in."""


def test_a_family_nobody_knew_is_in_within_a_minute(today, lena, sign_in):
    client, taps, at = sign_in(lena), 0, url("register", today)
    pages = [client.get(at).content.decode()]
    for following in ("door", "new_family"):
        assert f'href="{url(following, today)}"' in pages[-1]
        taps, pages = taps + 1, [*pages, client.get(url(following, today)).content.decode()]
    told = {"name": "Gwen Price", "child0-first_name": "Ivy"}
    told |= {"child0-born_on_day": "3", "child0-born_on_month": "2", "child0-born_on_year": "2025"}
    assert all(f'name="{name}"' in pages[-1] for name in told)
    taps += len(told) + 1
    assert "Gwen Price" in client.post(url("new_family", today), told, follow=True).content.decode()
    assert Booking.objects.exclude(pk=today.amina.pk).get().attendance == "came"
    keys = sum(len(text) for text in told.values())
    taps += 1  # on a phone: the keyboard is put away before the button is seen
    assert (len(pages), keys, taps) == SHORTEST_AT_THE_DOOR
    a_page, a_tap, a_key = 5, 1.5, 0.5  # seconds to look at a page, to tap on it, to type one sign on a phone
    assert len(pages) * a_page + taps * a_tap + keys * a_key < 60


def test_on_the_page_for_leaving_nobody_leaves_who_has_not_come(today, lena, sign_in):
    client, leaving = sign_in(lena), f"{url('register', today)}?leaving=1"
    page = client.get(leaving).content.decode()
    assert 'name="came"' in page
    assert 'name="here"' in page
    for word in ('name="all_left"', 'name="left"', 'aria-label="Left'):
        assert word not in page
    page = client.post(f"{url('tick', today)}?leaving=1", {"came": today.amina.pk}, follow=True).content.decode()
    assert 'name="all_left"' in page
    page = client.post(f"{url('tick', today)}?leaving=1", {"all_left": today.amina.pk}, follow=True).content.decode()
    assert "Still here" in page


def test_she_writes_down_a_new_family(today, lena, sign_in):
    client = sign_in(lena)
    born = {"child0-born_on_day": 3, "child0-born_on_month": 2, "child0-born_on_year": 2025}
    sent = {"name": "Gwen Price", "child0-first_name": "Ivy", **born}
    page = client.post(url("new_family", today), sent, follow=True).content.decode()
    assert "Gwen Price" in page
    assert "Ivy" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        pytest.param({}, "Adult", id="nothing"),
        pytest.param({"name": "Gwen", "child0-first_name": "Ivy", "child0-allergies": "egg"}, "date", id="no birthday"),
    ],
)
def test_what_is_missing_is_said(today, lena, sign_in, sent, words):
    page = sign_in(lena).post(url("new_family", today), sent).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert Booking.objects.count() == 1


def test_she_cancels_and_sees_beforehand_who_is_told(today, lena, sign_in):
    bring(today, parent("Cleo", ("Ivy", 30), ("Max", 20), ("Pia", 40)))
    client = sign_in(lena)
    page = client.get(url("cancel", today)).content.decode()
    assert "Families with a place: 1. Families who wait: 1." in page
    assert client.post(url("cancel", today), {}).status_code == 200
    client.post(url("cancel", today), {"reason": "hall", "own": "The heating has broken down."})
    sweep()
    assert len([letter for letter in mail.outbox if letter.subject.startswith("Cancelled")]) == 2
    assert "cancelled already" in client.post(url("cancel", today), {"reason": "ill"}).content.decode()


def test_with_nothing_ahead_she_is_told_so(lena, sign_in):
    assert "No session ahead" in sign_in(lena).get(url("today")).content.decode()
