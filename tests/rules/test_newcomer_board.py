"""Who stands where on the board of newcomers: visits 1, 3 and 6, due, done and missed (S1-04)."""

from datetime import timedelta

import pytest

from families.models import Contact, Family
from families.services import welcoming
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.portal.newcomers import queries
from sessions.models import Attendance, BookingState
from tests.cast import BookingFactory, CarerFactory, ContactFactory, FamilyFactory, FirstVisitFactory, OccurrenceFactory
from tests.friendly import at_once

CAME, MISSED, UNKNOWN = Attendance.CAME, Attendance.MISSED, Attendance.UNKNOWN


def family_with(*visits, **fields):
    """A family with bookings given as (days from today, attendance)."""
    family = CarerFactory(family=FamilyFactory(joined_at=clock.now() - timedelta(days=100), **fields)).family
    for days, attendance in visits:
        day = clock.today() + timedelta(days=days)
        BookingFactory(family=family, occurrence=OccurrenceFactory(day=day), attendance=attendance)
    return family


def came(times, last=3):
    return [(-last - 7 * n, CAME) for n in range(times)]


def places_of(family, **asked):
    found = queries.board(**asked)
    return {name for name in ("speak", "due", "missed", "done") if family in getattr(found, name)}


@pytest.mark.parametrize(
    ("visits", "where"),
    [
        pytest.param([(5, UNKNOWN)], {"due"}, id="booked for the first time"),
        pytest.param([(20, UNKNOWN)], set(), id="booked, but not for the next two weeks"),
        pytest.param([], set(), id="joined, and nothing booked"),
        pytest.param([(-3, MISSED)], {"missed"}, id="missed the first"),
        pytest.param([(-3, MISSED), (4, UNKNOWN)], {"due"}, id="missed the first, booked another"),
        pytest.param(came(1), {"speak"}, id="was here once"),
        pytest.param([*came(1), (4, UNKNOWN)], {"speak"}, id="the second is no milestone"),
        pytest.param([*came(2), (4, UNKNOWN)], {"speak", "due"}, id="comes for the third time"),
        pytest.param([*came(2), (-1, MISSED)], {"speak", "missed"}, id="missed the third"),
        pytest.param([*came(2, last=10), (-12, MISSED)], {"speak"}, id="missed one, but has come since"),
        pytest.param(came(6), {"speak"}, id="was here for the sixth time"),
        pytest.param(came(9, last=1), set(), id="knows the place"),
        pytest.param(came(1, last=45), set(), id="was here long ago: that is another board"),
    ],
)
def test_where_a_family_stands(visits, where, db):
    assert places_of(family_with(*visits)) == where


def test_who_comes_soonest_is_on_the_page_however_many_there_are(db, monkeypatch):
    family_with(*came(1))
    new = family_with((5, UNKNOWN))
    monkeypatch.setattr(queries, "MOST", 1)
    found = queries.board()
    assert (found.due, found.speak, found.cut) == ([new], [], True)


def test_who_was_spoken_with_is_done_until_the_next_milestone(carol):
    family = family_with(*came(2))
    welcoming.had_a_word(family, visit=1, way="spoke", by=carol)
    assert places_of(family) == {"done"}
    BookingFactory(family=family, occurrence__day=clock.today() - timedelta(days=1), attendance=CAME)
    assert places_of(family) == {"speak"}


@pytest.mark.parametrize("of_all", [True, False])
@pytest.mark.parametrize("how", ["left", "merged"])
def test_a_family_that_has_left_or_is_another_one_now_is_on_no_list(how, of_all, db):
    gone = {"left_at": clock.now()} if how == "left" else {"merged_into": FamilyFactory()}
    here, away = family_with(*came(1)), family_with(*came(1), (4, UNKNOWN), **gone)
    assert places_of(away, among=Family.objects.all(), of_all=of_all) == set()
    assert places_of(here, among=Family.objects.all(), of_all=of_all) == {"speak"}


def test_of_the_families_of_one_leader_nobody_else_is_shown_however_near_the_others_are(db, monkeypatch):
    monkeypatch.setattr(queries, "NEAREST", 1)
    others, mine = [family_with((1, UNKNOWN)) for _ in range(2)], family_with((5, UNKNOWN))
    assert places_of(mine, among=Family.objects.filter(pk=mine.pk)) == {"due"}
    assert not any(places_of(other, among=Family.objects.filter(pk=mine.pk)) for other in others)


@pytest.mark.parametrize("nearest", [1, 2, 3, 4, 5])
def test_who_is_not_among_the_nearest_is_fetched_when_they_do_not_fill_the_page(nearest, db, monkeypatch):
    monkeypatch.setattr(queries, "NEAREST", nearest)
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    regulars = [family_with(*came(9, last=0), (1, UNKNOWN)) for _ in range(2)]
    new = [family_with((3 + n, UNKNOWN)) for n in range(3)]
    assert queries.board().due == new
    assert not any(map(places_of, regulars))


def test_a_cancelled_session_and_a_place_given_up_are_not_expected(db):
    family = family_with()
    BookingFactory(family=family, occurrence__cancelled_at=clock.now())
    BookingFactory(family=family, state=BookingState.GIVEN_UP)
    assert places_of(family) == set()


@pytest.mark.parametrize("count", [1, 20])
def test_the_board_costs_the_same_for_one_family_as_for_twenty(count, db, django_assert_num_queries):
    for _ in range(count):
        family_with(*came(1), (4, UNKNOWN))
    with django_assert_num_queries(3):
        assert len(queries.board().speak) == count


def test_newcomers_are_found_behind_any_number_of_families_who_come_every_week(db, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    regulars = [family_with(*came(9, last=0), (1, UNKNOWN)) for _ in range(3)]
    new = family_with((0, CAME), (6, UNKNOWN))
    assert places_of(new) == {"speak"}
    assert not any(map(places_of, regulars))


def test_a_full_board_says_that_it_is_cut(db, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    families = [family_with((3 + n, UNKNOWN)) for n in range(3)]
    found = queries.board()
    assert found.cut
    assert found.due == families[:2]


# -- A word ----------------------------------------------------------------------------------------


def test_two_leaders_tick_at_once_and_it_is_one_word(transactional_db, carol):
    family = family_with(*came(1))
    tick = lambda: welcoming.had_a_word(family, visit=1, way="spoke", by=carol)  # noqa: E731
    assert at_once(tick, tick) == ["done", "done"]
    assert Contact.objects.count() == 1


def test_a_later_note_is_kept_beside_the_first_word(carol):
    family = family_with(*came(1))
    welcoming.had_a_word(family, visit=1, way="spoke", by=carol)
    welcoming.had_a_word(family, visit=1, way="rang", note="The stairs were hard with the pram.", by=carol)
    assert [one.note for one in Contact.objects.order_by("pk")] == ["", "The stairs were hard with the pram."]
    assert "stairs" not in str(list(Entry.objects.values_list("details", flat=True)))


# -- Found it hard ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "nudges"), [("good", False), ("mixed", True), ("not_for_us", True), ("", False)])
def test_which_answers_nudge_a_leader(answer, nudges, db):
    told = clock.now() if answer else None
    visit = FirstVisitFactory(family=CarerFactory().family, answer=answer, answered_at=told)
    assert (visit in queries.found_it_hard()) is nudges


def test_a_word_afterwards_ends_the_nudge_and_one_before_does_not(db):
    visit = FirstVisitFactory(family=CarerFactory().family, answer="mixed", answered_at=clock.now())
    ContactFactory(family=visit.family, at=visit.answered_at - timedelta(days=1))
    assert queries.found_it_hard().get() == visit
    ContactFactory(family=visit.family, at=visit.answered_at + timedelta(days=1))
    assert not queries.found_it_hard().exists()
