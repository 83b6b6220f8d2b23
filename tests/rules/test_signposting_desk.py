"""What a reviewer decides, and what follows from it."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from django.db import IntegrityError, transaction

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub import client
from signposting.models import FieldCheck, Pair, Proposal, Service
from signposting.queries import queue as queries
from signposting.queries.lists import kept_by
from signposting.services import checks, desk, freshness, reports, slips, sources, sync
from tests.cast import (
    KeptFactory,
    PairFactory,
    ProposalFactory,
    ServiceFactory,
    SharedEntryFactory,
    SlipEntryFactory,
    SourceFactory,
    SourceRecordFactory,
    SyncRunFactory,
    facts,
)  # fmt: skip

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def kinds():
    return [card.rank for card in queries.queue().cards]


def test_taking_the_hubs_word_changes_what_parents_see_and_is_written_down(rita):
    proposal = ProposalFactory()
    service = desk.accept(proposal, by=rita)
    assert fresh(service).phones == ["0117 496 0999"]
    assert fresh(proposal).state == "accepted"
    assert fresh(proposal.record).base["phones"] == ["0117 496 0999"]
    assert Entry.objects.filter(what="directory.decided", by=rita).count() == 1


def test_keeping_ours_changes_nothing_and_remembers_why(rita):
    proposal = ProposalFactory()
    desk.refuse(proposal, by=rita, reason="I rang the old number")
    assert fresh(proposal.service).phones == []
    assert (fresh(proposal).state, fresh(proposal).reason) == ("refused", "I rang the old number")


def test_writing_it_herself_settles_the_question(rita):
    proposal = ProposalFactory()
    desk.edit(proposal, ["0117 496 0111"], by=rita)
    assert fresh(proposal.service).phones == ["0117 496 0111"]
    assert fresh(proposal).state == "edited"


@pytest.mark.parametrize("deed", [desk.accept, desk.refuse])
def test_nothing_is_decided_twice(deed, rita):
    proposal = ProposalFactory()
    desk.accept(proposal, by=rita)
    with pytest.raises(Refused):
        deed(proposal, by=rita)


def test_deciding_is_not_checking(rita):
    service = ServiceFactory(verified_at=None)
    desk.edit_field(service, "phones", ["0117 496 0111"], by=rita)
    desk.accept(ProposalFactory(record=SourceRecordFactory(service=service)), by=rita)
    assert fresh(service).verified_at is None
    assert FieldCheck.objects.count() == 0


def test_ages_that_would_end_before_they_start_are_refused(rita):
    service = ServiceFactory(minimum_age=2, maximum_age=4)
    with pytest.raises(Refused):
        desk.edit_field(service, "maximum_age", 1, by=rita)
    assert fresh(service).maximum_age == 4


def test_the_database_refuses_such_ages_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFactory(minimum_age=4, maximum_age=2)


def test_a_service_without_a_name_is_refused_by_service_and_database(rita):
    with pytest.raises(Refused):
        desk.edit_field(ServiceFactory(), "name", None, by=rita)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFactory(name="")


def test_parents_see_a_new_service_only_after_somebody_agreed(rita):
    row = SourceRecordFactory(service__state="waiting", service__listed_at=None)
    proposal = ProposalFactory(record=row)
    assert not Service.objects.listed().exists()
    desk.approve(row.service, by=rita)
    assert Service.objects.listed().get().phones == proposal.theirs, "with the newest the hub says of it"
    assert fresh(row.service).flag == "due", "agreed is not checked"


def test_what_is_not_for_us_is_not_asked_about_again(rita):
    row = SourceRecordFactory(service__state="waiting", service__listed_at=None)
    desk.decline(row.service, by=rita)
    assert queries.queue().cards == []
    with pytest.raises(Refused):
        desk.approve(row.service, by=rita)


def test_without_a_licence_only_staff_see_it(rita):
    row = SourceRecordFactory(source=SourceFactory(licence=""), service__state="waiting", service__listed_at=None)
    desk.approve(row.service, by=rita)
    assert not Service.objects.listed().exists()
    sources.set_terms(row.source, licence="OGL-3.0", is_on=True, by=rita)
    assert Service.objects.listed().exists()
    sources.set_terms(row.source, licence="", is_on=True, by=rita)
    assert not Service.objects.listed().exists(), "a licence withdrawn hides it again"


# -- Checks ----------------------------------------------------------------------------------------


@time_machine.travel(NOW)
def test_a_check_moves_the_date_of_its_fields_and_no_others(rita):
    service = ServiceFactory()
    checks.confirm(service, by=rita, how="phone", fields=["phones"])
    assert [check.field for check in service.checks.all()] == ["phones"]
    assert fresh(service).verified_at is None, "one field is not the whole entry"
    checks.confirm(service, by=rita, how="visit", at=NOW - timedelta(days=1))
    assert fresh(service).verified_at == NOW - timedelta(days=1), "the oldest of the key fields counts"


def test_a_check_leaves_open_questions_open(rita):
    proposal = ProposalFactory()
    checks.confirm(proposal.service, by=rita, how="phone")
    assert Proposal.objects.waiting().count() == 1


@pytest.mark.parametrize(
    "given", [{"how": "guess"}, {"how": "phone", "fields": []}, {"how": "phone", "at": NOW + timedelta(days=400)}]
)
def test_a_check_that_says_nothing_is_refused(given, rita):
    with time_machine.travel(NOW), pytest.raises(Refused):
        checks.confirm(ServiceFactory(), by=rita, **given)


@pytest.mark.parametrize(
    ("days", "flag"),
    [
        pytest.param(None, "due", id="never"), (0, ""), (90, ""), (91, "due"), (180, "due"), (181, "stale"),
        (365, "stale"), (366, "very_stale"),
    ],
)  # fmt: skip
def test_an_entry_says_how_overdue_it_is(days, flag):
    checked = NOW - timedelta(days=days) if days is not None else None
    service = ServiceFactory(verified_at=checked, listed_at=checked or NOW)
    freshness.refresh_all(at=NOW)
    assert fresh(service).flag == flag
    assert freshness.refresh_all(at=NOW) == 0, "rung twice, moved once"


# -- The queue -------------------------------------------------------------------------------------


def test_the_most_harmful_comes_first(rita):
    ServiceFactory(flag="stale", listed_at=clock.now() - timedelta(days=200))
    SourceRecordFactory(service__state="waiting", service__listed_at=None)
    for field in ("description", "phones", "status"):
        ProposalFactory(field=field, theirs="defunct", record__service__flag="", record__hub_id=field)
    PairFactory(first__service__flag="", second__service__flag="")
    SyncRunFactory(held=["S1"], outcome="complete")
    freshness.refresh_all(at=clock.now())
    few = [card for card in queries.queue().cards if card.rank != queries.DUE]
    assert [card.rank for card in few] == [
        queries.HELD, queries.URGENT, queries.CONTACT, queries.OLD, queries.NEW, queries.DOUBLE, queries.OTHER,
    ]  # fmt: skip


def test_what_many_read_comes_before_what_few_read():
    quiet = ProposalFactory(field="status", theirs="defunct")
    busy = ProposalFactory(field="costs", theirs=[])
    Service.objects.filter(pk=busy.service_id).update(readers=40)
    ours = [card.code for card in queries.queue().cards if card.kind == "question"]
    assert ours == [busy.code, quiet.code]


def test_a_field_checked_yesterday_is_doubted_less_than_one_never_checked(rita):
    checked, never = ProposalFactory(), ProposalFactory()
    checks.confirm(checked.service, by=rita, how="phone", fields=["phones"])
    ours = {card.code: card.chance for card in queries.queue().cards if card.kind == "question"}
    assert ours[checked.code] < ours[never.code]


def test_a_service_that_is_gone_twice_or_has_run_out_asks_whether_it_still_runs():
    week = timedelta(days=7)
    SourceRecordFactory(missing_since=clock.now() - week, missing_again_at=clock.now())
    SourceRecordFactory(missing_since=clock.now() - week)
    ended = facts(schedules=[{"byday": "TU", "opens_at": "9:00", "closes_at": "10:00", "valid_to": "2020-01-01"}])
    ServiceFactory(schedules=ended["schedules"])
    assert kinds().count(queries.GONE) == 2


def test_the_same_service_twice_keeps_one(rita):
    pair = PairFactory()
    desk.say_same(pair, by=rita)
    assert Service.objects.listed().get() == pair.first.service
    with pytest.raises(Refused):
        desk.say_different(pair, by=rita)


def test_what_families_have_of_a_double_goes_to_the_one_that_is_kept(rita, amina, bea):
    pair = PairFactory(second__service__owner=rita)
    kept, gone = pair.first.service, pair.second.service
    KeptFactory(user=amina, service=gone)
    for service in (kept, gone):
        KeptFactory(user=bea, service=service)
    shared, entry = SharedEntryFactory(service=gone), SlipEntryFactory(service=gone)
    slips.answer(entry, how="went")
    slips.answer(entry, helped="yes")
    for service, who in ((kept, "one"), (gone, "other")):
        reports.tell(service, "closed", words="", email="", user=None, reporter=who)
    desk.say_same(pair, by=rita)
    assert (kept_by(amina), kept_by(bea)) == ([kept], [kept])
    assert {fresh(row).service for row in (shared, entry)} == {kept}
    assert fresh(kept).owner == rita
    assert fresh(kept).rating > 0.5
    assert fresh(kept).said_closed_at, "two people say so, each of one half"
    assert fresh(kept).flag == "due"


@pytest.mark.parametrize(
    ("theirs", "carried"),
    [
        pytest.param("https://tots.example", {"dead_link", "bounce", "report"}, id="the same addresses"),
        pytest.param("https://other.example", {"report"}, id="addresses of its own"),
    ],
)
def test_doubts_about_an_address_go_to_the_one_that_is_kept_only_if_it_has_that_address(theirs, carried, rita):
    known = {"url": "https://tots.example", "email": "hello@tots.example"}
    its = {"url": theirs, "email": theirs.replace("https://", "hello@")}
    pair = PairFactory(
        first=SourceRecordFactory(service__url=known["url"], service__email=known["email"]),
        second=SourceRecordFactory(service__url=its["url"], service__email=its["email"]),
    )
    for field, kind in (("url", "dead_link"), ("email", "bounce"), ("url", "report")):
        freshness.doubt(pair.second.service, field, kind)
    desk.say_same(pair, by=rita)
    assert set(pair.first.service.doubts.values_list("kind", flat=True)) == carried


def test_a_new_number_takes_over_the_history(rita):
    old = SourceRecordFactory()
    new = SourceRecordFactory(source=old.source, service__state="waiting", service__listed_at=None)
    pair = PairFactory(kind="rekeyed", first=old, second=new)
    desk.say_same(pair, by=rita)
    assert fresh(new).service == old.service
    assert fresh(old).replaced_by == new
    assert Service.objects.count() == 1


def test_two_services_stay_two(rita):
    pair = PairFactory()
    desk.say_different(pair, by=rita)
    assert Service.objects.listed().count() == 2
    assert fresh(pair).state == Pair.State.DIFFERENT


def test_a_mass_loss_waits_for_a_person(rita):
    row = SourceRecordFactory(last_seen_at=clock.now() - timedelta(days=1))
    run = SyncRunFactory(source=row.source, held=[row.hub_id])
    assert queries.HELD in kinds()
    assert sync.confirm_losses(run, by=rita) == 1
    assert fresh(row).missing_since
    assert queries.HELD not in kinds()
    with pytest.raises(Refused):
        sync.confirm_losses(run, by=rita)


# -- When a feed is read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "is_due"),
    [
        pytest.param({}, True, id="never read"),
        pytest.param({"is_on": False}, False, id="switched off"),
        pytest.param({"is_on": False, "asked": True}, True, id="asked for although switched off"),
        pytest.param({"read": 1}, False, id="read tonight"),
        pytest.param({"read": 30}, True, id="read yesterday"),
        pytest.param({"read": 1, "asked": True}, True, id="asked for after it was read"),
    ],
)
def test_a_feed_is_read_once_a_night_or_when_asked(state, is_due):
    source = SourceFactory(is_on=state.get("is_on", True), asked_at=NOW if state.get("asked") else None)
    if "read" in state:
        SyncRunFactory(source=source, started_at=NOW - timedelta(hours=state["read"]))
    assert [found.pk for found in sources.due(at=NOW)] == [source.pk] * is_due


def test_every_feed_has_its_own_minute_of_the_night():
    minutes = {sources.nightly(SourceFactory.build(pk=pk), NOW.date()) for pk in range(1, 20)}
    assert len(minutes) == 19
    assert all(1 <= clock.local(minute).hour < 5 for minute in minutes)


# -- Our own entries, sent back to us --------------------------------------------------------------


def test_our_own_entry_coming_back_through_a_hub_is_left_out():
    """The hub read our feed, and we read the hub's: what is ours already is not a new service."""
    ours = ServiceFactory(name="Ours")
    rows = [{"id": str(ours.code), "name": "Ours"}, {"id": "S1", "name": "Theirs"}]
    page = {"content": rows, "totalElements": 2, "totalPages": 1, "last": True}

    def answer(request):
        number = request.url.path.rpartition("/")[2]
        body = page if number == "services" else next(row for row in rows if row["id"] == number)
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    report = sync.sync(SourceFactory(), hub=client.Hub(httpx.MockTransport(answer)))
    assert (report.outcome, report.new) == ("complete", ["S1"])
    assert "echo" in {problem.code for problem in report.problems}
    assert Service.objects.filter(name="Ours").count() == 1
