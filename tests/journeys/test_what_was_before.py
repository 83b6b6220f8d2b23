"""Rita changes an entry by hand, sees what it said before, takes it back; parents see which facts were checked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.models import FieldCheck
from signposting.services import asking, checks, desk
from tests.cast import CorrectionFactory, ProposalFactory, ServiceFactory, SourceRecordFactory

pytestmark = pytest.mark.django_db


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def entry(client, service):
    return words(client.get(reverse("signposting:desk_service", args=[service.code])))


def change(client, service, field, value):
    page = reverse("signposting:change_field", args=[service.code, field])
    seen = client.get(page).context["form"]["seen"].value()
    return words(client.post(page, {"value": value, "seen": seen}, follow=True))


def test_a_change_by_hand_is_kept_and_can_be_taken_back(rita, sign_in, client):
    service = ServiceFactory(name="Tiny Tots", phones=["0117 496 0100"])
    sign_in(rita)
    page = change(client, service, "phones", "0117 496 0222")
    assert "Phone: changed from 0117 496 0100 to 0117 496 0222 ( Rita )" in page
    assert "Take back my last answer: Tiny Tots" in page
    button = client.get(reverse("signposting:desk_service", args=[service.code])).context["last_deed"]
    assert "Taken back" in words(client.post(reverse("signposting:undo", args=[button.code]), follow=True))
    page = entry(client, service)
    assert "0117 496 0100" in page
    assert "0117 496 0222" not in page
    assert "Take back" not in page


def test_what_was_there_a_year_ago_can_still_be_read(rita, sign_in, client):
    service = ServiceFactory(phones=["0117 496 0100"])
    with clock.stopped_at(clock.now() - timedelta(days=365)):
        desk.edit_field(service, "phones", ["0117 496 0200"], by=rita)
    desk.edit_field(service, "phones", ["0117 496 0300"], by=rita)
    sign_in(rita)
    page = entry(client, service)
    newer, older = ("from 0117 496 0200 to 0117 496 0300", "from 0117 496 0100 to 0117 496 0200")
    assert page.index(newer) < page.index(older)
    assert "Take back" not in page, "only what was answered today, and by me"


def test_the_past_tells_what_was_taken_over_what_was_kept_and_what_was_checked(rita, sign_in, client):
    record = SourceRecordFactory(service__phones=["0117 496 0100"])
    service = record.service
    desk.accept(ProposalFactory(record=record, theirs=["0117 496 0999"]), by=rita)
    desk.refuse(ProposalFactory(record=record, field="url", theirs="https://a.example.org"), by=rita, reason="a shop")
    asking.refuse(CorrectionFactory(service=service, field="email", value="x@example.org"), by=rita)
    checks.confirm(service, by=rita, how="visit")
    desk.edit_field(service, "phones", ["0117 496 0999"], by=rita)
    sign_in(rita)
    page = entry(client, service)
    assert "Phone: changed from 0117 496 0100 to 0117 496 0999 ( Rita )" in page
    assert "Web site: kept ours, not https://a.example.org . Because: a shop ( Rita )" in page
    assert "E-mail: kept ours, not x@example.org ( Rita )" in page
    assert page.count("checked. I was there") == 1, "five facts, one visit"
    assert page.count("changed from") == 1, "the same again is no change"


def test_a_new_entry_has_no_past_before_it_is_listed(rita, sign_in, client):
    service = ServiceFactory(state="waiting", listed_at=None)
    record = SourceRecordFactory(service=service)
    ProposalFactory(record=record, theirs=["0117 496 0999"])
    desk.approve(service, by=rita)
    sign_in(rita)
    assert "What happened before" not in entry(client, service)


def test_each_fact_says_when_it_is_looked_at_next(rita, sign_in, client):
    service = ServiceFactory(phones=["0117 496 0100"])
    checks.confirm(service, by=rita, how="phone", fields=["phones", "name"])
    sign_in(rita)
    page = entry(client, service)
    for days in (0, 180, 730):
        assert f"Next check: {clock.today() + timedelta(days=days):%-d %B %Y}" in page


@pytest.mark.parametrize("field", ["email", "url", "free", "description"])
def test_parents_see_the_check_of_every_fact_that_has_one(field, rita, client):
    service = ServiceFactory(email="a@example.org", url="https://a.example.org", free=True, description="Songs.")
    page = reverse("signposting:service", args=[service.code])
    assert "Confirmed by phone" not in words(client.get(page))
    checks.confirm(service, by=rita, how="phone", fields=[field])
    assert "Confirmed by phone" in words(client.get(page))


def test_ages_are_checked_when_both_ends_are(rita, client):
    service = ServiceFactory(minimum_age=0, maximum_age=5)
    page = reverse("signposting:service", args=[service.code])
    checks.confirm(service, by=rita, how="phone", fields=["minimum_age"], at=clock.now() - timedelta(days=9))
    assert "Confirmed by phone" not in words(client.get(page))
    checks.confirm(service, by=rita, how="visit", fields=["maximum_age"])
    shown = words(client.get(page))
    assert "Confirmed by phone" in shown, "the older of the two"
    assert "Seen on a visit" not in shown
    assert FieldCheck.objects.count() == 2
