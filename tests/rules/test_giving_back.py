"""What we give back to a hub: only what one of us made sure of, and enough to make the difference disappear."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.familyhub import typed
from signposting.familyhub.keys import key
from signposting.queries.giving_back import corrections
from signposting.services import checks, deeds, desk
from signposting.services.deeds import Card
from tests.cast import FieldCheckFactory, ProposalFactory, ServiceFactory, SourceFactory, SourceRecordFactory, facts

pytestmark = pytest.mark.django_db
THEIRS = facts(name="Tiny Tots", phone="0117 496 0001", url="https://old.example")


@pytest.fixture
def record():
    ours = ServiceFactory(name="Tiny Tots", phones=["0117 496 0222", "0117 496 0223"], url="https://tots.example")
    return SourceRecordFactory(service=ours, theirs=THEIRS | {"phones": ["0117 496 0001"]}, hub_id="S7")


def given(record):
    return {one.field: one.evidence for one in corrections(record.source)}


def test_what_was_changed_and_never_checked_is_not_given_back(record, rita):
    assert given(record) == {}
    checks.confirm(record.service, by=rita, how="phone", fields=["phones", "name"])
    assert given(record) == {"phones": "phone"}, "the name is the same"
    desk.edit_field(record.service, "phones", ["0117 496 0999"], by=rita)
    assert given(record) == {}, "what stands there now nobody has checked"


def test_an_edit_that_was_undone_is_none(record, rita):
    checks.confirm(record.service, by=rita, how="phone", fields=["phones"])
    card = Card("service", record.service, (record.service,))
    done = deeds.answer(card, lambda: desk.edit_field(record.service, "phones", ["0117 496 0999"], by=rita), by=rita)
    assert given(record) == {}
    deeds.undo(done, by=rita)
    assert given(record) == {"phones": "phone"}


def test_an_edit_before_the_one_that_was_undone_still_counts(record, rita):
    checks.confirm(record.service, by=rita, how="phone", fields=["phones"])
    desk.edit_field(record.service, "phones", ["0117 496 0333"], by=rita)
    card = Card("service", record.service, (record.service,))
    done = deeds.answer(card, lambda: desk.edit_field(record.service, "phones", ["0117 496 0999"], by=rita), by=rita)
    deeds.undo(done, by=rita)
    assert given(record) == {}, "what stands there now nobody has checked"


def test_a_decision_of_the_desk_counts_until_a_newer_check(record, rita):
    proposal = ProposalFactory(record=record, theirs=["0117 496 0001"])
    assert given(record) == {}, "it waits for a decision"
    desk.refuse(proposal, by=rita, reason="Jane told me")
    assert given(record) == {"phones": "decided"}
    checks.confirm(record.service, by=rita, how="visit", fields=["phones"])
    assert given(record) == {"phones": "visit"}


@pytest.mark.parametrize(
    ("where", "facts"),
    [
        ("record", {"missing_since": clock.now()}),
        ("service", {"state": "declined"}),
        ("service", {"state": "internal"}),
    ],
    ids=["gone from the hub", "not for our families", "for us only"],
)
def test_what_the_hub_cannot_correct_is_left_out(where, facts, record):
    FieldCheckFactory(service=record.service, field="phones", at=clock.now() - timedelta(days=3))
    assert given(record)
    row = record if where == "record" else record.service
    type(row).objects.filter(pk=row.pk).update(**facts)
    assert given(record) == {}


def test_the_file_makes_the_difference_disappear_and_names_nobody(record, rita, client, sign_in):
    staff = sign_in(rita)
    page, file = (reverse(f"signposting:{name}", args=[record.source.code]) for name in ("give_back", "give_back_csv"))
    assert page in staff.get(reverse("signposting:source", args=[record.source.code])).content.decode()
    assert "Nothing to give back" in staff.get(page).content.decode()
    different = [name for name, value in record.service.facts().items() if key(name, value) != key(name, THEIRS[name])]
    checks.confirm(record.service, by=rita, how="phone", fields=different)
    assert "0117 496 0222" in staff.get(page).content.decode()
    sent = staff.get(file).content.decode("utf-8-sig")
    assert "Rita" not in sent
    for hub_id, _name, field, _theirs, ours, how, day in list(csv.reader(io.StringIO(sent)))[1:]:
        assert (hub_id, how, day) == ("S7", "We rang them", clock.today().isoformat())
        record.theirs[field] = typed.read(field, ours.removeprefix("'"))
    record.save()
    assert given(record) == {}


def test_each_hub_gets_its_own(record):
    FieldCheckFactory(service=record.service, field="phones")
    assert corrections(SourceFactory()) == []


# -- A check of ours that is newer than theirs -----------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "ours", "is_behind"),
    [
        pytest.param(400, 10, True, id="more than a year ago, and we since"),
        pytest.param(400, 401, False, id="they looked after us"),
        pytest.param(360, 10, False, id="within the year"),
        pytest.param(400, None, False, id="we never looked ourselves"),
        pytest.param(None, 10, False, id="they do not say"),
    ],
)
def test_a_hub_that_has_not_looked_for_a_year_is_told(theirs, ours, is_behind, rita, sign_in, client):
    day = clock.today() - timedelta(days=theirs) if theirs else None
    row = SourceRecordFactory(service__name="Tiny Tots", service__hub_assured_date=day, hub_assured_date=day)
    if ours:
        checks.confirm(row.service, by=rita, how="visit", at=clock.now() - timedelta(days=ours))
    sign_in(rita)
    entry = client.get(reverse("signposting:desk_service", args=[row.service.code])).content.decode()
    assert ("Tell the hub" in entry) == is_behind
    page, file = (reverse(f"signposting:{name}", args=[row.source.code]) for name in ("give_back", "give_back_csv"))
    assert ("Checked by us, and not by them for a year" in client.get(page).content.decode()) == is_behind
    lines = list(csv.reader(io.StringIO(client.get(file).content.decode("utf-8-sig"))))[1:]
    assert [line[1:4] for line in lines] == ([["Tiny Tots", "assured_date", day.isoformat()]] if is_behind else [])
