"""What parents tell us: doubts, the notice after two voices, answers, and places we do not know (S1-08)."""

from datetime import timedelta

import pytest
import time_machine

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from signposting.models import Doubt, Report, Service, Suggestion
from signposting.queries import queue
from signposting.rules import SECOND_THOUGHTS
from signposting.services import checks, reports
from tests.cast import ServiceFactory, SuggestionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(rita):
    return checks.confirm(ServiceFactory(name="Tiny Tots"), by=rita, how="phone")


def sweep_later():
    """Letters about an answer wait until it cannot be taken back in a hurry."""
    with time_machine.travel(clock.now() + SECOND_THOUGHTS + timedelta(seconds=1)):
        delivery.sweep()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def tell(service, topic="closed", who="one", **how):
    given = {"words": "", "email": "", "user": None, "reporter": who} | how
    return reports.tell(service, topic, **given)


@pytest.mark.parametrize(
    ("topic", "field", "rank"),
    [
        ("closed", "status", queue.URGENT), ("old", "schedules", queue.CONTACT), ("more", "description", queue.OTHER),
        ("other", "name", queue.OTHER),
    ],
)  # fmt: skip
def test_each_topic_doubts_a_fact_and_has_its_place_in_the_queue(topic, field, rank, service):
    tell(service, topic)
    assert Doubt.objects.open().get().field == field
    assert fresh(service).flag == "due"
    card = next(card for card in queue.queue().cards if card.kind == "report")
    assert card.rank == rank


@pytest.mark.parametrize(
    ("voices", "noticed"),
    [
        pytest.param(["one"], False, id="one voice"),
        pytest.param(["one", "one"], False, id="the same voice twice"),
        pytest.param(["one", "other"], True, id="two voices"),
    ],
)
def test_two_independent_voices_put_a_notice(voices, noticed, service, client):
    for who in voices:
        tell(service, who=who)
    assert bool(fresh(service).said_closed_at) == noticed
    for page in ("/directory/", f"/directory/{service.code}/"):
        assert ("Two people told us that it has closed" in client.get(page).content.decode()) == noticed


def test_voices_about_something_else_put_none(service):
    tell(service, "old")
    tell(service, "other", who="other")
    assert fresh(service).said_closed_at is None


def test_the_same_person_is_one_voice_and_nobody_can_read_whose(amina, bea):
    assert reports.reporter_key(amina, "10.0.0.1") == reports.reporter_key(amina, "10.0.0.2")
    one_home = {reports.reporter_key(None, address) for address in ("2001:db8::1", "2001:db8::2:9")}
    assert len(one_home | {reports.reporter_key(None, "2001:db8:1::1")}) == 2
    apart = {reports.reporter_key(None, address) for address in ("::ffff:10.0.0.1", "10.0.0.2", "", "fe80::1%eth0")}
    assert len(apart) == 4
    assert reports.reporter_key(None, "::ffff:10.0.0.1") == reports.reporter_key(None, "10.0.0.1")
    keys = {reports.reporter_key(who, "10.0.0.1") for who in (amina, bea, None)}
    assert len(keys) == 3
    assert not any("10.0.0.1" in key or str(amina.pk) == key for key in keys)


def test_a_check_leaves_a_report_open_and_an_answer_settles_it(service, rita):
    row = tell(service)
    checks.confirm(service, by=rita, how="phone")
    assert Doubt.objects.open().count() == 1
    reports.close(row, "right", by=rita)
    assert not Doubt.objects.open().exists()
    assert (fresh(service).flag, queue.queue().cards) == ("", [])
    with pytest.raises(Refused):
        reports.close(row, "fixed", by=rita)


def test_everybody_who_told_us_hears_what_came_of_it_and_nobody_else(service, rita, amina, mailoutbox):
    row = tell(service, user=amina)
    tell(service, who="other", email="stranger@example.org")
    tell(service, who="third")
    reports.close(row, "fixed", by=rita)
    sweep_later()
    assert {letter.to[0] for letter in mailoutbox} == {"amina@example.org", "stranger@example.org"}
    assert "You were right" in mailoutbox[0].body
    assert fresh(service).said_closed_at is None, "answered, the notice goes"
    assert not Report.objects.open().exists()


# -- Suggestions -----------------------------------------------------------------------------------


def test_a_suggestion_taken_up_is_an_entry_of_our_own_that_is_due(amina, rita, mailoutbox):
    row = reports.suggest(name="Bumps and Babes", words="In the church hall", contact="", user=amina)
    assert [card.kind for card in queue.queue().cards] == ["suggestion"]
    service = reports.take_up(row, by=rita)
    assert list(Service.objects.listed()) == [service]
    assert fresh(service).flag == "due", "taken up is not checked"
    sweep_later()
    assert "is in the directory now" in mailoutbox[0].body
    with pytest.raises(Refused):
        reports.turn_down(row, reason="Twice", by=rita)


def test_a_suggestion_turned_down_needs_a_reason_and_the_parent_reads_it(rita, amina, mailoutbox):
    row = SuggestionFactory(user=amina)
    with pytest.raises(Refused):
        reports.turn_down(row, reason=" ", by=rita)
    reports.turn_down(row, reason="It is for adults only.", by=rita)
    sweep_later()
    assert "It is for adults only." in mailoutbox[0].body
    assert (Suggestion.objects.waiting().count(), Service.objects.count()) == (0, 0)
