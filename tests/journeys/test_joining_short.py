"""Joining is short, calm and kept from machines: what the shortest way costs, and what nobody is bothered with."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from families.models import Family, Registration
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import RegistrationFactory, UserFactory
from tests.journeys.test_joining import COMPLETE, ZAIN

BORN = clock.today() - timedelta(days=400)
SHORTEST = (14, 12, 21)
"""Pages, keys and taps of the shortest way through. At 10 seconds a page that is 2 minutes and 20 seconds."""


def primary(page):
    """The button or link a thumb finds first."""
    return re.search(r"<(?:a|button)[^>]*btn-primary[^>]*>", page)[0]


def least(page):
    """The fewest boxes that a page lets through, filled as shortly as they can be."""
    boxes = {"name": "Mo", "first_name": "Al", "friend": "no", "has_allergies": "no"}
    date = {"born_on_day": str(BORN.day), "born_on_month": str(BORN.month), "born_on_year": str(BORN.year)}
    return {name: text for name, text in (boxes | date).items() if f'name="{name}"' in page}


def walk_the_shortest_way(client):
    """Joins with no more than is needed; (pages, keys, taps)."""
    pages = keys = taps = 0
    url = client.get("/join/").url
    while url != reverse("families:joined"):
        page = client.get(url).content.decode()
        pages, taps = pages + 1, taps + 1
        if href := re.search(r'href="([^"]+)"', primary(page)):
            url = href[1]
            continue
        told = least(page)
        choices = {"friend", "has_allergies"} & told.keys()
        taps += len(told)
        keys += sum(len(text) for name, text in told.items() if name not in choices)
        url = client.post(url, told).url
    return pages, keys, taps


def test_the_shortest_way_in_takes_few_pages_keys_and_taps(db, client):
    client.force_login(UserFactory(name=""))
    assert walk_the_shortest_way(client) == SHORTEST
    assert Family.objects.get().children.get().first_name == "Al"


def test_nothing_is_said_above_the_first_question(db, client):
    client.post(reverse("account_signup"), {"email": "amina@example.org"})
    delivery.sweep()
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE)[0]
    client.post(reverse("account_email_verification_sent"), {"code": code})
    page = client.get("/join/", follow=True).content.decode()
    assert "What should we call you?" in page
    assert '<ul class="flash">' not in page


def test_a_machine_that_fills_in_every_box_makes_no_account(db, client):
    page = client.get(reverse("account_signup")).content.decode()
    assert 'class="trap"' in page
    answer = client.post(reverse("account_signup"), {"email": "bot@example.org", "website": "http://spam.example"})
    assert "hidden box" in answer.content.decode()
    assert 'value="bot@example.org"' in answer.content.decode()
    assert not User.objects.exists()


@pytest.fixture
def newcomer(db, client):
    user = UserFactory(name="")
    client.force_login(user)
    return user


SMALL_BOXES = [("name", "relationship", 60), ("needs", "reads_in", 40), ("needs", "interpreter", 40)]
WIDE_BOXES = [("needs", "access", 500)]
WHATEVER = ["O’Brien", "Null", "王", "محمد علي", "👩‍👩‍👧", "<b>x</b>", "{{ 7|add:7 }}", "=1+1", "-"]


def boxes_of(slug):
    return {"name": "Amina"} if slug == "name" else {}


@pytest.mark.parametrize(("slug", "box", "longest"), SMALL_BOXES + WIDE_BOXES)
@pytest.mark.parametrize("words", WHATEVER)
def test_any_words_are_kept_as_they_were_typed(slug, box, longest, words, newcomer, client):
    client.post(reverse("families:question", args=[slug]), boxes_of(slug) | {box: f"  {words} "})
    kept = Registration.objects.get().answers
    assert (kept if slug == "name" else kept[slug])[box] == words


@pytest.mark.parametrize(("slug", "box", "longest"), SMALL_BOXES + WIDE_BOXES)
def test_what_cannot_be_kept_is_explained_and_stays_in_its_box(slug, box, longest, newcomer, client):
    url = reverse("families:question", args=[slug])
    for words, said in (("ñ" * (longest + 1), f"up to {longest}"), ("a\x07b", "can’t read")):
        page = client.post(url, boxes_of(slug) | {box: words}).content.decode()
        assert said in page
        assert words in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize("box", ["helps", "health_note"])
@pytest.mark.parametrize("words", WHATEVER)
def test_any_words_about_a_child_are_kept(box, words, newcomer, client):
    RegistrationFactory(user=newcomer, answers=COMPLETE | {"children": [ZAIN]})
    url = reverse("families:child", kwargs={"code": ZAIN["code"], "part": "helps"})
    client.post(url, {box: words})
    assert Registration.objects.get().answers["children"][0][box] == words
    page = client.post(url, {box: "n" * 501}).content.decode()
    assert "501 letters" in page
    assert "n" * 501 in page


def test_a_format_nobody_has_is_refused(newcomer, client):
    page = client.post(reverse("families:question", args=["needs"]), {"formats": ["telepathy"], "access": "Ramp"})
    assert "telepathy" in page.content.decode()
    assert ">\nRamp</textarea>" in page.content.decode()
