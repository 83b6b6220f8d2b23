"""Facts grow old at their own pace, and an entry steps back one step at a time (M11, M13, DIRECTORY §3)."""

import socket
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from django.db import IntegrityError, transaction

from groupsite.outbox import delivery
from groupsite.outbox.models import Letter, State
from signposting.familyhub import client, links
from signposting.models import Doubt, LinkCheck, Service
from signposting.models.directory import Flag, Step
from signposting.queries.directory import Wish, search
from signposting.queries.freshness import in_doubt
from signposting.rules import freshness as pure
from signposting.services import checks, desk, freshness
from signposting.services import links as looking
from tests.cast import DoubtFactory, LinkCheckFactory, ServiceFactory

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def ago(days):
    return NOW - days * DAY


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# -- The rule, without a table ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "days", "flag"),
    [
        pytest.param("schedules", 91, Flag.DUE, id="times move every term"),
        pytest.param("schedules", 181, Flag.STALE, id="times after half a year"),
        pytest.param("schedules", 366, Flag.VERY_STALE, id="times after a year"),
        pytest.param("phones", 91, Flag.NONE, id="a telephone lasts longer"),
        pytest.param("phones", 181, Flag.DUE, id="a telephone after half a year"),
        pytest.param("phones", 366, Flag.STALE, id="a telephone after a year"),
        pytest.param("name", 700, Flag.NONE, id="a name hardly ever changes"),
        pytest.param("name", 731, Flag.DUE, id="a name after two years"),
    ],
)
def test_each_kind_of_fact_has_its_own_pace(field, days, flag):
    assert pure.Age(field, ago(days), ago(2000)).flag(NOW) == flag


@pytest.mark.parametrize(("lone", "flag"), [(True, Flag.STALE), (False, Flag.VERY_STALE)])
def test_one_voice_nobody_answered_warns_and_hides_nothing(lone, flag):
    assert pure.Age("status", ago(1), ago(900), doubted=ago(200), lone=lone).flag(NOW) == flag


@pytest.mark.parametrize(
    ("days", "flag"),
    [(0, Flag.DUE), (14, Flag.DUE), (15, Flag.STALE), (60, Flag.STALE), (61, Flag.VERY_STALE)],
)
def test_a_doubt_is_due_at_once_and_goes_off_fast(days, flag):
    assert pure.Age("phones", ago(1), ago(900), doubted=ago(days)).flag(NOW) == flag


def test_a_doubt_about_what_leads_nobody_astray_makes_an_entry_due_and_no_more():
    ages = [pure.Age("schedules", ago(1), ago(1)), pure.Age("url", ago(1), ago(1), doubted=ago(100))]
    assert pure.worst(ages, NOW) == Flag.DUE
    assert pure.doubtful(ages, NOW) == ["url"]
    assert pure.next_due(ages) == ago(100).date()


@pytest.mark.parametrize("now", Step)
@pytest.mark.parametrize("flag", Flag)
@pytest.mark.parametrize("noticed", [None, 13, 14])
def test_nothing_is_hidden_that_was_not_warned_of_and_noticed(now, flag, noticed):
    """Every state with every flag: hidden is reached from warned alone, two weeks after somebody was told."""
    told = ago(noticed) if noticed is not None else None
    step = pure.step(now, flag, told, NOW)
    if step == Step.HIDDEN and now != Step.HIDDEN:
        assert (now, flag, noticed) == (Step.WARNED, Flag.VERY_STALE, 14)
    assert (step == Step.SHOWN) == (flag in (Flag.NONE, Flag.DUE))


# -- Clocks ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@time_machine.travel(NOW)
def test_editing_leaves_the_clock_and_checking_moves_it_without_an_edit(rita):
    service = ServiceFactory(listed_at=ago(10))
    desk.edit_field(service, "phones", ["0117 496 0111"], by=rita)
    assert "phones" in in_doubt(fresh(service), NOW)
    checks.confirm(service, by=rita, how="phone", fields=["phones"])
    assert "phones" not in in_doubt(fresh(service), NOW)
    assert "schedules" in in_doubt(fresh(service), NOW)
    assert fresh(service).phones == ["0117 496 0111"]


@pytest.mark.django_db
@time_machine.travel(NOW)
def test_a_bounce_moves_the_due_day_to_today_and_a_check_settles_it(rita):
    service = ServiceFactory(listed_at=ago(10))
    checks.confirm(service, by=rita, how="phone")
    checks.confirm(service, by=rita, how="phone", fields=["email"])
    assert fresh(service).due_on == (NOW + 90 * DAY).date()
    freshness.doubt(service, "email", Doubt.Kind.BOUNCE)
    freshness.doubt(service, "email", Doubt.Kind.BOUNCE)
    assert (fresh(service).due_on, fresh(service).flag) == (NOW.date(), "due")
    assert Doubt.objects.count() == 1
    checks.confirm(service, by=rita, how="phone", fields=["email"])
    assert fresh(service).due_on == (NOW + 90 * DAY).date()
    assert not Doubt.objects.open().exists()


@pytest.mark.django_db
@time_machine.travel(NOW)
def test_a_check_never_clears_what_a_parent_told_us(rita):
    doubt = DoubtFactory(field="status", kind="report", since=ago(1))
    checks.confirm(doubt.service, by=rita, how="phone")
    assert fresh(doubt).settled_at is None


# -- Steps -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_entry_steps_from_shown_to_warned_to_hidden_and_back(rita, client):
    """A year without a check: the nights pass, somebody is told, and only then it leaves the list."""
    service = ServiceFactory(name="Tiny Tots", verified_at=ago(400), listed_at=ago(400))
    steps = []
    for day in range(30):
        with time_machine.travel(NOW + day * DAY):
            freshness.refresh_all(at=NOW + day * DAY)
            if day == 5:  # Monday
                assert freshness.write_to_owners(at=NOW + day * DAY) == 1
            steps.append(fresh(service).step)
    assert steps == ["warned"] * 19 + ["hidden"] * 11
    assert [found.name for found in search(Wish(words="tots")).services] == []
    assert [found.name for found in search(Wish(words="Tiny Tots")).services] == ["Tiny Tots"]
    with time_machine.travel(NOW + 31 * DAY):
        checks.confirm(service, by=rita, how="phone")
    assert (fresh(service).step, fresh(service).warned_at, fresh(service).noticed_at) == ("shown", None, None)
    assert [found.name for found in search(Wish(words="tots")).services] == ["Tiny Tots"]


@pytest.mark.django_db
def test_with_nobody_to_tell_nothing_is_hidden():
    service = ServiceFactory(verified_at=ago(900), listed_at=ago(900))
    for day in (0, 7, 60):
        freshness.refresh_all(at=NOW + day * DAY)
        freshness.write_to_owners(at=NOW + day * DAY)
    assert fresh(service).step == "warned"


@pytest.mark.django_db
def test_the_database_refuses_to_hide_without_a_warning():
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFactory(step="hidden")


@pytest.mark.django_db
def test_each_owner_gets_one_letter_a_week_and_nobodys_entries_go_to_the_reviewers(rita, carol, mailoutbox):
    ServiceFactory(name="Carols", owner=carol, verified_at=ago(200), listed_at=ago(200))
    ServiceFactory(name="Nobodys", verified_at=ago(100), listed_at=ago(200))
    with time_machine.travel(NOW):
        freshness.refresh_all(at=NOW)
        for _bell in range(2):
            assert freshness.write_to_owners(at=NOW) == 2
        delivery.sweep()
    letters = {letter.to[0]: letter.body for letter in mailoutbox}
    assert set(letters) == {"carol@example.org", "rita@example.org"}
    assert "Carols" in letters["carol@example.org"]
    assert "Parents read a warning" in letters["carol@example.org"]
    assert "Nobodys" in letters["rita@example.org"]
    assert "Carols" not in letters["rita@example.org"]


@pytest.mark.django_db
def test_the_letter_is_dropped_when_all_was_checked_before_it_went(rita):
    service = ServiceFactory(verified_at=ago(200), listed_at=ago(200))
    with time_machine.travel(NOW):
        freshness.refresh_all(at=NOW)
        freshness.write_to_owners(at=NOW)
        checks.confirm(service, by=rita, how="phone")
        delivery.sweep()
    assert Letter.objects.get().state == State.DROPPED


# -- Links -----------------------------------------------------------------------------------------


def door(answers):
    """A door behind which each address answers as told: a status, where it sends us, or what goes wrong."""

    def answer(request):
        said = answers[str(request.url)]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, str):
            return httpx.Response(302, headers={"Location": said}, stream=httpx.ByteStream(b""))
        return httpx.Response(said, stream=httpx.ByteStream(b"<html>"))

    return client.Hub(httpx.MockTransport(answer), sleep=lambda seconds: None)


def no_such_name():
    error = httpx.ConnectError("no such name")
    error.__cause__ = socket.gaierror(socket.EAI_NONAME, "no such name")
    return error


PAGE = "https://www.tots.org.uk/stay-and-play"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        pytest.param({PAGE: 200}, "ok", id="there"),
        pytest.param({PAGE: 404}, "dead", id="not found"),
        pytest.param({PAGE: 410}, "dead", id="gone"),
        pytest.param({PAGE: no_such_name()}, "dead", id="the name is gone"),
        *[pytest.param({PAGE: status}, "unsure", id=str(status)) for status in (401, 403, 405, 429, 500, 503)],
        pytest.param({PAGE: httpx.ReadTimeout("slow")}, "unsure", id="too slow"),
        pytest.param({PAGE: "/groups", "https://www.tots.org.uk/groups": 200}, "ok", id="moved within the house"),
        pytest.param({PAGE: "https://tots.org.uk/x", "https://tots.org.uk/x": 200}, "ok", id="without www"),
        pytest.param({PAGE: "/", "https://www.tots.org.uk/": 200}, "moved", id="sent to the front page"),
        pytest.param({PAGE: "https://parked.com/x", "https://parked.com/x": 200}, "moved", id="another owner"),
        pytest.param({PAGE: "http://10.0.0.1/admin"}, "unsure", id="sent inside: no request made"),
        pytest.param({PAGE: PAGE}, "unsure", id="round and round"),
    ],
)
def test_only_what_is_certainly_gone_is_called_dead(answers, outcome):
    assert links.look(door(answers), PAGE).outcome == outcome


def test_social_pages_cannot_be_judged():
    assert links.is_social("https://m.facebook.com/tinytots")
    assert not links.is_social("https://notfacebook.com/tinytots")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("looks", "kinds"),
    [
        pytest.param([(0, "dead"), (3, "dead"), (8, "dead")], {"dead_link"}, id="three times over a week"),
        pytest.param([(0, "dead"), (2, "dead"), (6, "dead")], set(), id="three times in six days"),
        pytest.param([(0, "dead"), (8, "dead")], set(), id="twice"),
        pytest.param([(0, "dead"), (3, "ok"), (8, "dead"), (9, "dead")], set(), id="it answered between"),
        pytest.param([(0, "dead"), (3, "unsure"), (8, "dead"), (9, "dead")], {"dead_link"}, id="cannot tell"),
        pytest.param([(0, "dead"), (4, "dead"), (8, "dead"), (9, "ok")], set(), id="back again"),
        pytest.param([(0, "moved")], {"moved_link"}, id="leads elsewhere"),
    ],
)  # fmt: skip
def test_a_page_is_doubted_after_three_looks_over_a_week(looks, kinds):
    service = ServiceFactory(url=PAGE, verified_at=ago(1))
    for day, outcome in looks:
        looking.note(service, links.Look(outcome), at=NOW + day * DAY)
    assert {doubt.kind for doubt in Doubt.objects.open()} == kinds


@pytest.mark.django_db
def test_no_host_is_asked_twice_in_one_breath_and_a_week_is_kept():
    for n in range(3):
        ServiceFactory(url=f"https://big.gov.uk/{n}")
    ServiceFactory(url="https://small.org/page")
    ServiceFactory(url="https://www.facebook.com/tots")
    LinkCheckFactory(service=ServiceFactory(url="https://example.org/group"), checked_at=ago(6))
    asked = [row.url for row in looking.in_turn(looking.due(at=NOW))]
    assert asked == [
        "https://big.gov.uk/0", "https://small.org/page", "https://big.gov.uk/1", "https://big.gov.uk/2",
    ]  # fmt: skip
    answers = dict.fromkeys(asked, 200)
    assert looking.look_tonight(at=NOW, door=door(answers)) == 4
    assert LinkCheck.objects.filter(outcome="ok").count() == 5


@pytest.mark.django_db
def test_a_new_address_starts_its_own_count():
    service = ServiceFactory(url=PAGE)
    looking.note(service, links.Look("dead"), at=NOW)
    Service.objects.filter(pk=service.pk).update(url="https://new.org/page")
    assert looking.note(service, links.Look("dead"), at=NOW + DAY).failures == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("second", "step"),
    [(None, Step.WARNED), ({"kind": "family"}, Step.HIDDEN), ({"said_closed": True}, Step.HIDDEN)],
    ids=["one parent alone", "a family found it so, too", "two parents"],
)
def test_an_entry_is_hidden_by_two_voices_and_never_by_one(second, step, rita):
    with time_machine.travel(NOW):
        service = ServiceFactory(verified_at=ago(3), warned_at=ago(50), noticed_at=ago(40), step=Step.WARNED)
        DoubtFactory(service=service, field="status", kind="report", since=ago(90))
        if second and second.get("kind"):
            DoubtFactory(service=service, field="status", kind="family", since=ago(90))
        elif second:
            Service.objects.filter(pk=service.pk).update(said_closed_at=ago(80))
        freshness.refresh_all(at=NOW)
        assert fresh(service).step == step
