"""The last answer can be taken back, wholly, unless somebody has moved any of it since."""

import pytest

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Letter, State
from signposting.familyhub import typed
from signposting.models import FieldCheck, Service
from signposting.queries.lists import kept_by
from signposting.queries.queue import queue
from signposting.services import asking, checks, deeds, desk, freshness, lists, reports, sync
from signposting.services.deeds import Card
from tests.cast import (
    CorrectionFactory,
    KeptFactory,
    PairFactory,
    ProposalFactory,
    ReportFactory,
    ServiceFactory,
    SlipEntryFactory,
    SourceRecordFactory,
    SuggestionFactory,
    SyncRunFactory,
    UserFactory,
    internal_entry,
)  # fmt: skip

pytestmark = pytest.mark.django_db
ENTRY = ("name", "phones", "status", "state", "flag", "verified_at", "listed_at", "said_closed_at", "do_not_contact_at")


def question(rita):
    row = ProposalFactory()
    return Card("question", row, (row.service,)), lambda: desk.accept(row, by=rita)


def kept(rita):
    row = ProposalFactory()
    return Card("question", row, (row.service,)), lambda: desk.refuse(row, by=rita, reason="I rang")


def check(rita):
    row = ServiceFactory(flag="due")
    return Card("service", row, (row,)), lambda: checks.confirm(row, by=rita, how="phone")


def correction(rita):
    row = CorrectionFactory()
    return Card("correction", row, (row.service,)), lambda: asking.accept(row, by=rita)


def new(rita):
    row = SourceRecordFactory(service__state="waiting", service__listed_at=None).service
    return Card("service", row, (row,)), lambda: desk.approve(row, by=rita)


def off(rita):
    row = ServiceFactory(flag="due")
    return Card("service", row, (row,)), lambda: asking.take_off(row, by=rita)


def double(rita):
    row = PairFactory(first__service__flag="due", second__service__flag="due")
    return Card("pair", row, (row.first.service, row.second.service)), lambda: desk.say_same(row, by=rita)


def told(rita):
    row = ReportFactory(email="me@example.org")
    return Card("report", row, (row.service,)), lambda: reports.close(row, "right", by=rita)


def suggested(rita):
    row = SuggestionFactory()
    return Card("suggestion", row), lambda: reports.take_up(row, by=rita)


def lost(rita):
    record = SourceRecordFactory(last_seen_at="2026-01-01T00:00Z", service__flag="due")
    row = SyncRunFactory(source=record.source, held=[record.hub_id])
    return Card("loss", row), lambda: sync.confirm_losses(row, by=rita)


def state():
    cards = sorted((card.kind, str(card.code), card.rank) for card in queue().cards)
    return list(Service.objects.order_by("pk").values(*ENTRY)), FieldCheck.objects.count(), cards


@pytest.mark.parametrize("answered", [question, kept, check, correction, new, off, double, told, suggested, lost])
def test_an_answer_taken_back_has_never_been(answered, rita):
    card, answer = answered(rita)
    freshness.refresh_all(at=clock.now())
    before = state()
    deed = deeds.answer(card, answer, by=rita)
    assert state() != before
    deeds.undo(deed, by=rita)
    assert state() == before
    assert Entry.objects.filter(what="directory.undone", by=rita).count() == 1
    assert not Letter.objects.filter(state=State.READY).exists(), "nobody hears of it"
    with pytest.raises(Refused):
        deeds.undo(deed, by=rita)


def test_the_card_can_be_answered_again_after_that(rita):
    card, answer = question(rita)
    deeds.undo(deeds.answer(card, answer, by=rita), by=rita)
    desk.refuse(card.row, by=rita)
    assert Service.objects.get().phones == []


def test_what_somebody_has_moved_since_is_not_taken_back(rita):
    card, answer = question(rita)
    deed = deeds.answer(card, answer, by=rita)
    desk.edit_field(card.row.service, "phones", ["0117 496 0555"], by=UserFactory())
    with pytest.raises(Refused, match="Somebody has changed it since"):
        deeds.undo(deed, by=rita)
    assert Service.objects.get().phones == ["0117 496 0555"]


def test_a_change_of_another_field_is_nobodys_hindrance(rita):
    card, answer = question(rita)
    deed = deeds.answer(card, answer, by=rita)
    Service.objects.update(harm=3, readers=9)
    deeds.undo(deed, by=rita)
    assert Service.objects.get().phones == []


def test_nobody_takes_back_what_another_answered(rita):
    card, answer = question(rita)
    deed = deeds.answer(card, answer, by=rita)
    assert deeds.last_of(UserFactory()) is None
    with pytest.raises(Refused):
        deeds.undo(deed, by=UserFactory())


def test_an_answer_that_is_refused_leaves_nothing_to_take_back(rita):
    card, answer = question(rita)
    answer()
    with pytest.raises(Refused):
        deeds.answer(card, answer, by=rita)
    assert deeds.last_of(rita) is None


def test_a_double_taken_back_gives_everybody_their_own_again_and_what_they_let_go_stays_gone(rita, amina, bea):
    card, answer = double(rita)
    first, second = card.services
    for user in (amina, bea):
        KeptFactory(user=user, service=second)
    told_of = SlipEntryFactory(service=second, closed_told_at=clock.now())
    deed = deeds.answer(card, answer, by=rita)
    lists.let_go(bea, first)
    deeds.undo(deed, by=rita)
    assert (kept_by(amina), kept_by(bea)) == ([second], [])
    told_of.refresh_from_db()
    assert told_of.service == second


@pytest.mark.parametrize(("field", "said"), [("phones", "0117 496 0555"), ("schedules", "Tuesday 9:00 to 10:00")])
def test_what_is_ours_alone_keeps_its_review_day(field, said, rita):
    row = internal_entry(name="Bank of keys")
    card, value = Card("service", row, (row,)), typed.read(field, said)
    deed = deeds.answer(card, lambda: desk.edit_field(row, field, value, by=rita), by=rita)
    assert Service.objects.get().due_on == row.due_on
    deeds.undo(deed, by=rita)
    again = Service.objects.get()
    assert (getattr(again, field), again.due_on, again.flag) == (getattr(row, field), row.due_on, row.flag)
