"""The boards of newcomers, of families away and of goodbyes: a leader sees families of their own groups (TRUST §3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from families.models import Family
from families.services import welcoming
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox.models import Letter
from groupsite.portal import tasks
from sessions.models import Attendance, Occurrence
from sessions.queries.access import families_led_by
from tests.cast import (
    BookingFactory,
    CarerFactory,
    ChildFactory,
    FirstVisitFactory,
    OccurrenceFactory,
    bring,
    person,
)

NUMBER = "+447700900555"
BOARDS = ["newcomers", "lapsed", "goodbyes"]
WORDS = "Asks about parking."


@pytest.fixture
def lena(db):
    """She leads one group."""
    return person("Lena", Role.LEADER)


@pytest.fixture
def nora(db):
    """A leader with no group yet."""
    return person("Nora", Role.LEADER)


def _session_of(leader, *, days):
    session = OccurrenceFactory(day=clock.today() - timedelta(days=days))
    if leader:
        session.programme.leaders.add(leader)
    return session


def _family(name):
    carer = CarerFactory(
        name=name, phone=NUMBER, contact_note="Not after six.", family__joined_at=clock.now() - timedelta(days=600)
    )
    ChildFactory(family=carer.family, born_on=clock.today() - timedelta(days=5 * 365 + 8))
    return carer.family


def _new(session):
    family = _family("Grace")
    BookingFactory(family=family, occurrence=session, attendance=Attendance.CAME)
    return family


def _away(leader=None):
    family = _family("Grace")
    BookingFactory(family=family, occurrence=_session_of(leader, days=70), attendance=Attendance.CAME)
    return family


def at(name, family=None):
    return reverse(f"portal:{name}", args=[family.code] if family else [])


@pytest.fixture
def pages(client, sign_in):
    def read(who, url):
        sign_in(who)
        answer = client.get(url)
        return answer.content.decode() if answer.status_code == 200 else answer.status_code

    return read


def of(board, leader):
    return _new(_session_of(leader, days=3)) if board == "newcomers" else _away(leader)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(("who", "seen", "number"), [("lena", 1, 0), ("nora", 0, 0), ("carol", 2, 2)])
def test_a_board_shows_a_leader_the_names_of_their_own_groups(
    board, who, seen, number, request, lena, nora, carol, pages
):
    of(board, lena), of(board, None)
    page = pages(request.getfixturevalue(who), at(board))
    assert page.count("<bdi>Grace</bdi>") == seen
    assert page.count("07700 900555") == number


def test_on_the_day_a_leader_sees_the_number_too(lena, pages):
    family = _new(_session_of(lena, days=0))
    session = Occurrence.objects.get()
    with clock.stopped_at(session.ends_at + timedelta(hours=1)):
        page = pages(lena, at("newcomers"))
    assert "07700 900555" in page
    assert reverse("portal:family", args=[family.code]) in page


ONE = [("newcomer_word", "newcomers"), ("lapsed_family", "lapsed")]


@pytest.mark.parametrize(("name", "board"), ONE)
def test_one_family_opens_to_its_leaders_without_what_is_for_the_day(name, board, lena, nora, carol, pages):
    hers, another = of(board, lena), of(board, None)
    for family in (hers, another):
        welcoming.had_a_word(family, visit=1, way="spoke", note=WORDS, by=carol)
    assert pages(lena, at(name, another)) == 404
    assert pages(nora, at(name, hers)) == 404
    for secret in ("07700 900555", "Not after six.", WORDS):
        assert secret not in pages(lena, at(name, hers))
    assert (WORDS if name == "newcomer_word" else "Not after six.") in pages(carol, at(name, hers))


def test_what_a_family_needs_instead_of_a_letter_is_for_the_day(lena, carol, pages):
    family = _away(lena)
    family.carers.update(formats=["large_print"])
    for url in (at("goodbyes"), at("lapsed_family", family)):
        assert "Large print" not in pages(lena, url)
        assert "Tell them in person." in pages(lena, url)
        assert "Large print" in pages(carol, url)


@pytest.mark.parametrize("name", ["newcomer_spoke", "said_goodbye", "has_left"])
def test_nobody_else_says_of_a_family_that_it_has_left(name, lena, nora, client, sign_in):
    board = "newcomers" if name == "newcomer_spoke" else "goodbyes"
    hers, another = of(board, lena), of(board, None)
    sign_in(nora)
    assert client.post(at(name, hers)).status_code == 404
    sign_in(lena)
    assert client.post(at(name, another)).status_code == 404
    assert not Family.objects.exclude(left_at=None).exists()
    assert client.post(at(name, hers)).status_code == 302


def test_a_hard_first_visit_is_counted_for_its_leaders(lena, nora, carol, pages):
    for leader in (lena, None):
        family = of("newcomers", leader)
        FirstVisitFactory(family=family, answer="mixed", answered_at=clock.now())
    home = reverse("portal:home")
    assert "found their first visit hard" not in pages(nora, home)
    for who, count in ((lena, 1), (carol, 2)):
        assert f">{count}</a>" in pages(who, home).partition("found their first visit hard")[2][:120]
        assert pages(who, at("newcomers")).count("Read and have a word") == count


def test_the_board_of_friendly_faces_is_the_coordinators(lena, carol, pages):
    CarerFactory(family__wants_friendly_face=True)
    assert pages(lena, at("buddies")) == 403
    for url in (at("newcomers"), at("families"), reverse("portal:home")):
        assert at("buddies") not in pages(lena, url)
        assert at("buddies") in pages(carol, url)


def test_who_waits_for_one_is_told_to_coordinators_alone(lena, carol):
    CarerFactory(family__wants_friendly_face=True, family__asked_for_face_at=clock.now() - timedelta(days=60))
    tasks.remind_of_waiting()
    (letter,) = Letter.objects.filter(kind="faces_waiting")
    assert letter.to.endswith(f"{carol.pk}")


def test_a_leader_looks_after_families_of_the_past_year_and_ahead(lena, nora, carol, amina):
    was, long_ago, given_up = of("lapsed", lena), _family("Hana"), _family("Ines")
    BookingFactory(family=long_ago, occurrence=_session_of(lena, days=366), attendance=Attendance.CAME)
    BookingFactory(family=given_up, occurrence=_session_of(lena, days=-7), state="given_up")
    ahead = OccurrenceFactory()
    ahead.programme.leaders.add(lena)
    bring(ahead, amina)
    assert {*families_led_by(lena)} == {was, amina.carer.family}
    assert not families_led_by(nora).exists()
    assert not families_led_by(person("Dev", Role.VOLUNTEER)).exists()
    assert {*families_led_by(carol)} == {*Family.objects.all()}


@pytest.mark.parametrize(("who", "days", "named"), [("lena", 7, False), ("carol", 7, True), ("lena", 0, True)])
def test_who_is_told_of_a_cancelled_day_by_name_on_the_day_alone(who, days, named, request, lena, carol, amina, pages):
    session = _session_of(lena, days=-7)
    carer = amina.carer
    carer.formats, carer.interpreter, carer.phone = ["large_print"], "ar", NUMBER
    carer.contact_by = "phone"
    carer.save()
    bring(session, amina)
    with clock.stopped_at(session.starts_at - timedelta(days=days, minutes=5)):
        page = pages(request.getfixturevalue(who), reverse("sessions:cancel", args=[session.code]))
    assert ("Amina" in page, "07700 900555" in page) == (named, named)
    if not named:
        for line in ("Large print: 1", "Interpreter: Arabic: 1", "No letter: ring, or tell them at the group: 1"):
            assert line in page


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_costs_a_leader_the_same_however_many_they_are(board, lena, pages):
    def cost(families):
        for _ in range(families):
            of(board, lena)
        with CaptureQueriesContext(connection) as queries:
            assert "<bdi>Grace</bdi>" in pages(lena, at(board))
        return len(queries)

    cost(1)  # whatever is asked for once and kept
    assert cost(1) == cost(3)
