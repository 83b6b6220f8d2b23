"""How many came: the numbers a leader tells the committee, the same before and after people are forgotten."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from families.services import leaving
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.charts import FOOT, HEAD, HEIGHT, WIDTH, Column, drawn
from groupsite.portal.data import erasure
from sessions.models import Attendance
from sessions.services import totals
from tests.cast import (
    BookingFactory,
    CarerFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    ProgrammeFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path):
    settings.ERASURE_LEDGER = str(tmp_path / "erased.txt")


@pytest.fixture
def past(amina, bea):
    return played(amina, bea, days_ago=9)


def played(amina, bea, *, days_ago):
    day = clock.today() - timedelta(days=days_ago)
    session = OccurrenceFactory(programme=ProgrammeFactory(name="Tuesday play"), day=day)
    for who, came in ((amina, Attendance.CAME), (bea, Attendance.MISSED)):
        booking = BookingFactory(occurrence=session, family=who.carer.family, attendance=came)
        PartyMemberFactory(booking=booking, carer=who.carer)
        for child in who.carer.family.children.all():
            PartyMemberFactory(booking=booking, carer=None, child=child)
    totals.count_closed()
    return session


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_leader_reads_and_takes_along_how_many_came(past, carol, sign_in):
    browser = sign_in(carol)
    page = browser.get(reverse("portal:attendance")).content.decode()
    assert "Tuesday play" in page
    assert "<svg" in page
    header, row = rows_of(browser.get(reverse("portal:attendance_csv")))
    assert dict(zip(header, row, strict=True)) == {
        "Day": str(past.day),
        "Session": "Tuesday play",
        "Families": "1",
        "Adults": "1",
        "Children": "2",
        "Babies under one": "1",
        "First visits": "1",
        "Walked in": "0",
        "Did not come": "1",
    }


@pytest.mark.parametrize("days_ago", [2, 5, 9, 60])
def test_no_number_changes_when_people_are_forgotten(days_ago, amina, bea, carol, sign_in):
    """Neither in the days in which a session is counted again, nor later."""
    played(amina, bea, days_ago=days_ago)
    browser = sign_in(carol)
    before = browser.get(reverse("portal:attendance_csv")).content
    erasure.erase_family(amina.carer.family, by=carol)
    totals.count_closed()
    assert browser.get(reverse("portal:attendance_csv")).content == before
    erasure.erase_family(bea.carer.family, by=carol)
    totals.count_closed()
    assert browser.get(reverse("portal:attendance_csv")).content == before


def test_who_goes_before_the_register_closes_is_counted_too(amina, bea, carol, sign_in, time_machine):
    session = played(amina, bea, days_ago=0)
    time_machine.move_to(session.starts_at + timedelta(hours=1))
    erasure.erase_family(amina.carer.family, by=carol)
    time_machine.move_to(session.ends_at + timedelta(hours=30))
    totals.count_closed()
    _header, row = rows_of(sign_in(carol).get(reverse("portal:attendance_csv")))
    assert row[2:6] == ["1", "1", "2", "1"]


@pytest.mark.parametrize("days_ago", [2, 9, 60])
def test_nor_when_one_of_a_family_goes(days_ago, amina, bea, carol, sign_in):
    played(amina, bea, days_ago=days_ago)
    CarerFactory(family=amina.carer.family, is_main=False)
    browser = sign_in(carol)
    before = browser.get(reverse("portal:attendance_csv")).content
    leaving.remove_child(amina.carer.family.children.get(first_name="Noor"), amina.carer.family, by=amina)
    leaving.remove_carer(amina.carer, by=amina)
    totals.count_closed()
    assert browser.get(reverse("portal:attendance_csv")).content == before


def test_a_leader_sees_the_groups_they_lead(past, sign_in):
    sam = UserFactory(roles=[Role.LEADER])
    browser = sign_in(sam)
    assert "Nothing is counted yet" in browser.get(reverse("portal:attendance")).content.decode()
    past.programme.leaders.add(sam)
    assert "Tuesday play" in browser.get(reverse("portal:attendance")).content.decode()


@pytest.mark.parametrize("asked", [{"weeks": "900"}, {"group": "no"}, {"group": "\x00"}, {"weeks": "26"}])
def test_what_makes_no_sense_shows_everything(past, carol, sign_in, asked):
    assert "Tuesday play" in sign_in(carol).get(reverse("portal:attendance"), asked).content.decode()


def test_one_group_at_a_time(past, carol, sign_in):
    other = ProgrammeFactory()
    OccurrenceFactory(programme=other)
    page = sign_in(carol).get(reverse("portal:attendance"), {"group": str(other.code), "weeks": "13"})
    assert "Nothing is counted yet" in page.content.decode()


@pytest.mark.parametrize("count", [1, 2, 13, 52])
def test_columns_stay_inside_the_drawing(count):
    bars = drawn([Column(str(n), n, n // 2) for n in range(count)])
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in bars)
    assert all(bar.y >= HEAD - 1 and bar.y + bar.height == pytest.approx(HEIGHT - FOOT, abs=0.2) for bar in bars)
    assert 1 <= sum(bar.shows_label for bar in bars) <= 5
    assert drawn([]) == []
