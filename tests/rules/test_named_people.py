"""Who is here when, who is there instead, and nobody who has not agreed (S3-19)."""

from datetime import date

import pytest
from django.db import IntegrityError

from groupsite.accounts.models import User
from groupsite.audit.models import Entry
from groupsite.kit.errors import Refused
from groupsite.kit.personal import forget, rows_about
from signposting.models import NamedPerson
from signposting.rules.presence import says, spoken_days
from signposting.services import people
from tests.cast import NamedPersonFactory

TODAY = date(2026, 11, 25)
COVER = NamedPerson(name="Sam Lee", agreed_at=TODAY)
SHY = NamedPerson(name="Kim Shy")


def jo(**facts):
    return NamedPerson(**{"name": "Jo Green", "days": ["TH", "TU"], "hours": "9:30am to 11am"} | facts)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        pytest.param(jo(), "Jo Green is here on Tuesdays and Thursdays, 9:30am to 11am.", id="here"),
        pytest.param(jo(hours=""), "Jo Green is here on Tuesdays and Thursdays.", id="no hours"),
        pytest.param(jo(days=[]), "Jo Green comes now and then. Ask us when next.", id="no days"),
        pytest.param(
            jo(away_until=date(2026, 12, 4), cover=COVER),
            "Jo Green is away until Friday 4 December. Until then you can ask Sam Lee.",
            id="away with cover",
        ),
        pytest.param(
            jo(away_until=date(2026, 12, 4), cover=SHY),
            "Jo Green is away until Friday 4 December. Ask us who is there instead.",
            id="cover has not agreed",
        ),
        pytest.param(
            jo(away_from=TODAY), "Jo Green is away for now. Ask us who is there instead.", id="away with no end"
        ),
        pytest.param(
            jo(away_from=date(2026, 11, 26), away_until=date(2026, 12, 4), cover=COVER),
            "Jo Green is here on Tuesdays and Thursdays, 9:30am to 11am.",
            id="goes tomorrow",
        ),
        pytest.param(
            jo(away_from=date(2026, 11, 1), away_until=date(2026, 11, 24)),
            "Jo Green is here on Tuesdays and Thursdays, 9:30am to 11am.",
            id="back since yesterday",
        ),
    ],
)
def test_the_sentence_a_parent_reads(person, sentence):
    assert says(person, TODAY) == sentence


def test_days_are_said_in_the_order_of_the_week():
    assert spoken_days(["SU", "MO", "WE"]) == "Mondays, Wednesdays and Sundays"


FACTS = {
    "name": "Jo Green", "kind": "health_visitor", "works_for": "", "days": ["TU"], "hours": "",
    "phone": "0117 496 0999", "email": "",
    "agreed_how": "", "contact_agreed": False, "away_from": None, "away_until": None, "cover": None,
    "keeper": None, "review_on": date(2027, 1, 1),
}  # fmt: skip


def test_who_has_not_agreed_is_seen_by_staff_only(carol):
    row = people.write_down(None, FACTS, by=carol)
    assert list(NamedPerson.objects.shown()) == []
    people.write_down(row, FACTS | {"agreed_how": "said"}, by=carol)
    shown = NamedPerson.objects.shown().get()
    assert (shown.shown_phone, shown.phone) == ("", "0117 496 0999"), "the name is agreed to, the number is not"
    people.write_down(row, FACTS, by=carol)
    assert list(NamedPerson.objects.shown()) == [], "they may take it back"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        pytest.param({"contact_agreed": True}, "agreed_how", id="contact without agreement"),
        pytest.param(
            {"away_from": date(2027, 1, 2), "away_until": date(2027, 1, 1)}, "away_until", id="back before going"
        ),
    ],
)
def test_what_cannot_be(facts, field, carol):
    with pytest.raises(Refused) as refusal:
        people.write_down(None, FACTS | facts, by=carol)
    assert refusal.value.field == field


def test_the_database_publishes_no_contact_that_nobody_agreed_to(db):
    with pytest.raises(IntegrityError, match="no_contact_is_shown"):
        NamedPersonFactory(agreed_at=None, agreed_how="", contact_agreed=True)


def test_taken_off_nothing_is_left_but_that_it_was_done(carol):
    row = NamedPersonFactory(name="Jo Green")
    NamedPersonFactory(cover=row)
    people.take_off(row, by=carol)
    assert NamedPerson.objects.get().cover is None
    assert "Jo" not in str(Entry.objects.filter(what="person.removed").values().get())


def test_they_go_with_an_account_of_the_same_address(carol):
    NamedPersonFactory(email="Jo@health.example")
    user = User.objects.create(email="jo@health.example")
    assert forget(rows_about(NamedPerson, [user])) == 1
    assert not NamedPerson.objects.exists()
