"""Until when a timetable holds: whose date it is, what parents read once it has passed, and what settles it."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from groupsite.portal.seed import people, running_out
from signposting import tasks
from signposting.familyhub import typed
from signposting.familyhub.client import Hub
from signposting.models import Service
from signposting.queries.directory import Wish, search
from signposting.queries.freshness import in_doubt
from signposting.queries.queue import DUE, GONE, queue
from signposting.services import asking, checks, deeds, desk, freshness, phoning
from signposting.services.phoning import Said
from signposting.services.sync import sync
from tests.cast import CorrectionFactory, KeptFactory, ServiceFactory, SlipEntryFactory, SourceFactory

pytestmark = pytest.mark.django_db
ENDS = datetime(2026, 7, 31, 12, tzinfo=UTC)
RAN_OUT, MAY_HAVE_ENDED = "These times ran out on 31 July 2026.", "It may have ended on 31 July 2026."


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def read(source, *, later=0, **timetable):
    """The hub's one service, with this timetable."""
    row = {"id": "1", "name": "Tiny Tots", "schedules": [{"id": "t", "byday": "TU", **timetable}]}
    page = {"contents": [row], "page_number": 1, "total_pages": 1, "total_items": 1, "last_page": True}

    def answer(request):
        body = row if request.url.path.endswith("/1") else page
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    sync(source, at=clock.now() + timedelta(days=later), hub=Hub(httpx.MockTransport(answer), sleep=lambda _s: None))
    return Service.objects.get()


# -- Whose date it is ------------------------------------------------------------------------------


def test_a_hub_moves_its_own_date_without_a_word_and_never_ours(rita):
    source = SourceFactory()
    service = read(source, valid_to="2026-07-31")
    assert str(service.times_end) == "2026-07-31"
    service = read(source, later=1, valid_to="2027-07-31")
    assert str(service.times_end) == "2027-07-31", "nobody is asked about a date"
    desk.edit_field(service, "schedules", typed.read("schedules", "Tuesday, until 20 December 2027"), by=rita)
    service = read(source, later=2, valid_to="2027-08-31")
    assert str(service.times_end) == "2027-12-20"
    assert not service.proposals.waiting().exists()


# -- What is asked, and what parents read ----------------------------------------------------------


def listed(words, by, **facts):
    """Checked in June, with these times."""
    with time_machine.travel(ENDS - timedelta(days=40)):
        service = ServiceFactory(schedules=typed.read("schedules", words), **facts)
        return checks.confirm(service, by=by, how="phone")


def after(days):
    return time_machine.travel(ENDS + timedelta(days=days))


def at_night(service):
    tasks.step_down()
    return fresh(service)


@pytest.mark.parametrize(
    ("days", "flag", "asked"),
    [(-15, "", []), (-13, "due", [DUE]), (0, "due", [DUE]), (1, "stale", [GONE]), (80, "stale", [GONE])],
)
def test_times_of_which_we_do_not_know_how_they_go_on(days, flag, asked, rita):
    service = listed("Tuesday 10:00 to 11:00, until 31 July 2026", rita)
    with after(days):
        assert at_night(service).flag == flag
        assert [card.rank for card in queue().cards] == asked
        assert ("schedules" in in_doubt(service, clock.now())) == bool(asked)


def test_what_has_ended_by_its_own_word_steps_back_after_a_warning_and_a_notice(rita):
    service, other = (listed(f"Tuesday, {words} 31 July 2026", rita) for words in ("last on", "until"))
    with after(1):
        assert at_night(service).step == at_night(other).step == "warned"
        assert set(in_doubt(service, clock.now())) == {"status", "schedules"}
        freshness.write_to_owners(at=clock.now())
    with after(60):
        Service.objects.update(noticed_at=ENDS + timedelta(days=2))
        assert at_night(service).step == "hidden"
        assert at_night(other).step == "warned", "that we do not know hides nothing"


@pytest.mark.parametrize(("words", "said"), [("until", RAN_OUT), ("last on", MAY_HAVE_ENDED)])
def test_parents_are_told_wherever_they_read_the_times(words, said, rita, amina, client, sign_in):
    service = listed(f"Tuesday 10:00 to 11:00, {words} 31 July 2026", rita, name="Tiny Tots")
    KeptFactory(user=amina, service=service)
    slip = SlipEntryFactory(service=service).slip
    sign_in(amina)
    pages = [
        reverse("signposting:service", args=[service.code]), reverse("signposting:directory"),
        reverse("signposting:my_list"), reverse("signposting:slip", args=[slip.code]),
    ]  # fmt: skip
    for day, is_told in ((0, False), (1, True)):
        with after(day):
            sign_in(amina)
            for page in pages:
                shown = client.get(page).content.decode()
                assert "10am to 11am, until 31 July 2026" in shown, page
                assert (said in shown) == is_told, page


def test_still_right_settles_it_and_can_be_taken_back(rita, client, sign_in):
    service = listed("Tuesday 10:00 to 11:00, until 31 July 2026", rita)
    page = reverse("signposting:service", args=[service.code])
    with after(4):
        at_night(service)
        assert search(Wish(days=("TU",))).total == 0
        deed = deeds.answer(
            deeds.Card("service", service, (service,)),
            lambda: checks.confirm(service, by=rita, how="phone", fields=["schedules"]),
            by=rita,
        )
        assert queue().cards == []
        shown = client.get(page).content.decode()
        assert RAN_OUT not in shown
        assert "until 31 July" not in shown
        assert search(Wish(days=("TU",))).total == 1
        deeds.undo(deed, by=rita)
        assert RAN_OUT in client.get(page).content.decode()


def test_a_check_brings_back_what_ran_out_last_and_no_older_term(rita):
    service = listed("Monday, until 3 April 2026\nTuesday, until 31 July 2026\nFriday, last on 31 July 2026", rita)
    with after(1):
        checks.confirm(service, by=rita, how="phone")
        rows = typed.spoken("schedules", fresh(service).schedules).splitlines()
        assert rows == ["Monday, until 3 April 2026", "Tuesday", "Friday"]


@pytest.mark.parametrize("heard", ["from the provider", "on the telephone"])
def test_a_last_day_they_tell_us_after_it_has_been_is_kept(heard, rita):
    service = listed("Tuesday 10:00 to 11:00", rita)
    told = typed.read("schedules", "Tuesday 10:00 to 11:00, last on 31 July 2026")
    with after(5):
        if heard == "from the provider":
            asking.accept(CorrectionFactory(service=service, field="schedules", value=told), by=rita)
        else:
            phoning.save(service, [Said("schedules", "changed", service.schedules, told)], by=rita)
        assert str(fresh(service).times_end) == "2026-07-31"
        assert at_night(service).flag == "stale", "and nobody reads that it goes on"


def test_times_that_are_right_on_the_telephone_though_they_ran_out_go_on(rita):
    service = listed("Tuesday, until 31 July 2026", rita)
    with after(5):
        phoning.save(service, [Said("schedules", "right", service.schedules)], by=rita)
        assert fresh(service).times_end is None


def test_a_check_before_the_day_says_nothing_of_the_days_after(rita):
    service = listed("Tuesday, until 31 July 2026", rita)
    with after(-5):
        checks.confirm(at_night(service), by=rita, how="phone")
        assert queue().cards == []
    with after(1):
        assert at_night(service).flag == "stale"


def test_another_last_day_settles_it(rita):
    service = listed("Tuesday, until 31 July 2026", rita)
    with after(1):
        desk.edit_field(
            at_night(service), "schedules", typed.read("schedules", "Tuesday, until 18 December 2026"), by=rita
        )
        assert fresh(service).flag == ""
        assert queue().cards == []


def test_the_card_says_what_to_do(rita, client, sign_in):
    listed("Tuesday, until 31 July 2026", rita, name="Tiny Tots")
    with after(-3):
        tasks.step_down()
        sign_in(rita)
        page = client.get(reverse("signposting:desk")).content.decode()
        assert "hold until 31 July 2026. Does it go on?" in page
        assert "write that day" in page


def test_the_demo_has_times_that_ran_out_and_times_that_will(rita):
    rita.email = people.RITA.email
    rita.save()
    for _place in range(3):
        ServiceFactory()
    running_out.tell()
    ends = Service.objects.exclude(times_end=None)
    assert sorted(row.has_run_out(clock.today()) for row in ends) == [False, True]
    assert {row.flag for row in ends} == {"due", "stale"}
    before = list(Service.objects.values_list("pk", "changed_at"))
    running_out.tell()
    assert list(Service.objects.values_list("pk", "changed_at")) == before, "once"


# -- Holidays --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "said", "in_list"),
    [
        pytest.param(-60, "Closed from 20 July 2026 to 2 September 2026.", False, id="a holiday to come"),
        pytest.param(0, "Closed for a holiday until 2 September 2026.", True, id="in the holiday"),
        pytest.param(40, "Closed on 1 October 2026.", False, id="one day"),
    ],
)
def test_a_holiday_stands_beside_the_times(day, said, in_list, client):
    shut = [{"start": "2026-10-01", "end": "2026-10-01"}, {"start": "2026-07-20", "end": "2026-09-02"}]
    service = ServiceFactory(schedules=typed.read("schedules", "Tuesday 10:00 to 11:00"), closures=shut)
    with after(day):
        assert said in client.get(reverse("signposting:service", args=[service.code])).content.decode()
        assert (said in client.get(reverse("signposting:directory")).content.decode()) == in_list
