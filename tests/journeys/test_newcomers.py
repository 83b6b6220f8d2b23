"""Carol keeps an eye on newcomers; Amina says how her first visit was."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from families.models import Contact, FirstVisit
from groupsite.accounts.roles import Role
from groupsite.audit.models import Reading
from groupsite.kit import clock
from sessions.models import Attendance
from tests.cast import BookingFactory, CarerFactory, FirstVisitFactory, OccurrenceFactory, person
from tests.journeys.test_buddies_to_thanks import Visit

BOARD = "portal:newcomers"


@pytest.fixture
def board(carol, sign_in):
    return Visit(carol, reverse(BOARD), sign_in(carol))


@pytest.fixture
def grace(db):
    """Grace was here for the first time yesterday."""
    family = CarerFactory(name="Grace", phone="+447700900123").family
    session = OccurrenceFactory(day=clock.today() - timedelta(days=1))
    BookingFactory(family=family, occurrence=session, attendance=Attendance.CAME)
    return family


def test_carol_ticks_that_she_had_a_word(board, grace):
    page = board.read()
    assert page.index("Have a word with") < page.index("Grace") < page.index("First visit")
    assert 'href="tel:+447700900123"' in page
    assert "Noted" in board.press("We had a word")
    assert "You have spoken with everybody" in board.read()
    assert Contact.objects.get().visit == 1


def test_carol_leaves_a_line_for_the_next_leader(board, grace):
    url = reverse("portal:newcomer_word", args=[grace.code])
    assert url in board.read()
    board.client.post(url, {"way": "rang", "note": "Asks about parking."})
    page = board.client.get(url).content.decode()
    assert "Asks about parking." in page
    assert "Has been here 1 time." in page
    assert Reading.objects.filter(what="words with the family").exists()
    assert "Asks about parking." not in board.read()


def test_what_is_typed_wrongly_is_kept(board, grace):
    page = board.client.post(
        reverse("portal:newcomer_word", args=[grace.code]), {"way": "pigeon", "note": "Hello"}
    ).content.decode()
    assert "There is a problem" in page
    assert 'value="Hello"' in page


def test_a_family_who_has_never_been_has_no_such_page(board, db):
    family = CarerFactory().family
    assert board.client.get(reverse("portal:newcomer_word", args=[family.code])).status_code == 404


def test_amina_says_it_was_hard_and_carol_sees_it(amina, board, grace):
    family = amina.carer.family
    BookingFactory(family=family, occurrence__day=clock.today() - timedelta(days=2), attendance=Attendance.CAME)
    FirstVisitFactory(family=family)
    hers = Client()
    hers.force_login(amina)
    url = reverse("families:first_visit")
    assert "How was your first visit?" in hers.get(url).content.decode()
    assert FirstVisit.objects.get().answer == ""
    answer = hers.post(url, {"answer": "mixed", "words": "The slide was too loud."}, follow=True)
    assert "Thank you for telling us" in answer.content.decode()
    assert "Some of it was hard" in hers.get(url).content.decode()

    page = board.read()
    assert page.index("Found it hard") < page.index("Amina") < page.index("Have a word with")
    assert "slide" not in page
    word = reverse("portal:newcomer_word", args=[family.code])
    assert "The slide was too loud." in board.client.get(word).content.decode()
    board.client.post(word, {"way": "spoke", "note": ""})
    assert "Found it hard" not in board.read()


def test_a_press_without_an_answer_keeps_the_words(amina):
    FirstVisitFactory(family=amina.carer.family)
    hers = Client()
    hers.force_login(amina)
    page = hers.post(reverse("families:first_visit"), {"answer": "", "words": "Fine"}).content.decode()
    assert "There is a problem" in page
    assert 'value="Fine"' in page


def test_nobody_else_has_that_page(bea, amina):
    FirstVisitFactory(family=amina.carer.family)
    client = Client()
    client.force_login(bea)
    assert client.get(reverse("families:first_visit")).status_code == 404


@pytest.mark.parametrize("who", ["amina", "dev", "rita"])
def test_the_board_is_the_leaders(who, sign_in, request):
    assert sign_in(request.getfixturevalue(who)).get(reverse(BOARD)).status_code == 403


def test_one_adult_does_not_read_the_words_of_the_other(amina):
    """Amina finds her own words again; Sam, of the same household, an empty box."""
    family = amina.carer.family
    sam = CarerFactory(family=family, is_main=False, user=person("Sam", Role.PARENT)).user
    FirstVisitFactory(family=family)
    url = reverse("families:first_visit")
    hers, his = Client(), Client()
    hers.force_login(amina)
    his.force_login(sam)
    hers.post(url, {"answer": "mixed", "words": "I came without Sam."})
    assert "I came without Sam." in hers.get(url).content.decode()
    page = his.get(url).content.decode()
    assert "How was your first visit?" in page
    assert "I came without Sam." not in page
    assert his.post(url, {"answer": "good", "words": "Fine."}).status_code == 302
    assert "Fine." not in hers.get(url).content.decode()
    assert "Fine." in his.get(url).content.decode()


def test_boxes_say_who_may_read_them(board, grace, amina):
    word = board.client.get(reverse("portal:newcomer_word", args=[grace.code])).content.decode()
    assert "The family may read it if they ask for their data." in word
    FirstVisitFactory(family=amina.carer.family)
    hers = Client()
    hers.force_login(amina)
    assert "The people who run your group read it." in hers.get(reverse("families:first_visit")).content.decode()


def test_five_are_open_and_the_rest_is_a_press_away(board, grace):
    for number in range(5):
        family = CarerFactory(name=f"New{number}").family
        session = OccurrenceFactory(day=clock.today() - timedelta(days=2))
        BookingFactory(family=family, occurrence=session, attendance=Attendance.CAME)
    page = board.read()
    assert "6 to have a word with" in page
    assert page.count("We had a word") == 6
    assert page.index("Grace") < page.index("Show 1 more") < page.rindex("We had a word")


def test_from_families_every_board_is_two_presses_away(carol, sign_in):
    page = sign_in(carol).get(reverse("portal:families")).content.decode()
    for name in (BOARD, "portal:lapsed", "portal:goodbyes", "portal:buddies", "portal:told", "families:twins"):
        assert f'href="{reverse(name)}"' in page
