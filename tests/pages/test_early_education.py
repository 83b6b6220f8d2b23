"""The page of free early education: for anybody, and for each child of a household."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from families.rules import early_education
from groupsite.kit import clock
from tests.cast import ChildFactory

URL = "families:early_education"


@pytest.fixture(autouse=True)
def november():
    with clock.stopped_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


def read(client, **query):
    return re.sub(r"\s+", " ", client.get(reverse(URL), query).content.decode())


def test_anybody_enters_a_birth_month(client, db):
    page = read(client, month=3, year=2025)
    assert "30 hours a week for working parents" in page
    assert "From the term that starts on 1 April 2027" in page
    assert "Apply by 31 March 2027." in page
    assert "Checked on 22 November 2026." in page
    assert 'href="https://www.gov.uk/free-childcare-if-working/what-youll-get"' in page
    assert "over a year ago" not in page


def test_nothing_is_asked_twice_or_worked_out_before_somebody_asks(client, db):
    page = read(client)
    assert "There is a problem" not in page
    assert "You can ask now" not in page


@pytest.mark.parametrize("query", [{"month": "13", "year": "2025"}, {"month": "3"}, {"month": "x", "year": "1066"}])
def test_what_is_no_month_is_said_plainly(query, client, db):
    assert "There is a problem" in read(client, **query)


def test_amina_sees_it_for_each_of_her_children(client, amina):
    family = amina.carer.family
    ChildFactory(family=family, first_name="Bump", born_on=None, due_on=date(2027, 1, 10))
    client.force_login(amina)
    page = read(client)
    for name in ("Zain", "Noor", "Bump"):
        assert f"<bdi>{name}</bdi>" in page
    assert "Another child" in page


def test_a_child_at_school_is_told_of_school_only(client, db):
    page = read(client, month=9, year=2021)
    assert "Most children of this age are at school." in page
    assert "You can ask now" not in page


def test_an_old_table_says_so_to_families_and_to_leaders(client, db, carol, ada, sign_in):
    with clock.stopped_at(datetime(2028, 1, 10, 12, tzinfo=UTC)):
        assert early_education.table().is_stale(clock.today())
        assert "over a year ago" in read(client)
        sign_in(carol)
        assert "last checked over a year ago" in client.get(reverse("portal:home")).content.decode()
        sign_in(ada)
        assert "last checked over a year ago" in client.get(reverse("portal:watch")).content.decode()


def test_a_new_table_troubles_nobody(client, carol, sign_in):
    sign_in(carol)
    assert "last checked over a year ago" not in client.get(reverse("portal:home")).content.decode()
