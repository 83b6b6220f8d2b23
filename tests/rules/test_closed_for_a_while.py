"""Holidays of a service: the hub's are the hub's, and what somebody at the desk writes down stays beside them."""

import json
from datetime import date, timedelta

import httpx
import pytest
from django.urls import reverse

from groupsite.kit import clock
from groupsite.portal.seed import neighbours, people
from signposting import words
from signposting.familyhub import holidays
from signposting.familyhub.client import Hub
from signposting.familyhub.schedules import schedule
from signposting.models import Deed, Service
from signposting.queries.directory import is_there
from signposting.services import deeds, desk
from signposting.services.sync import sync
from tests.cast import PairFactory, ServiceFactory, SourceFactory

CHRISTMAS = {"start": "2030-12-22", "end": "2031-01-04", "by": "us"}
EASTER = {"start": "2031-04-11", "end": "2031-04-14", "by": "us"}
SUMMER = {"start": "2030-08-01", "end": "2030-08-31"}


@pytest.mark.parametrize(
    ("said", "gaps"),
    [
        ("", []),
        ("22 December 2030 to 4 January 2031", [("2030-12-22", "2031-01-04")]),
        ("22/12/2030 – 04/01/2031", [("2030-12-22", "2031-01-04")]),
        ("24 December 2030", [("2030-12-24", "2030-12-24")]),
        (" 3 May 2031 \n\n1 April 2031 - 2 April 2031", [("2031-04-01", "2031-04-02"), ("2031-05-03", "2031-05-03")]),
    ],
)
def test_days_are_read_as_they_are_typed(said, gaps):
    found = holidays.read(said)
    assert [(gap["start"], gap["end"]) for gap in found] == gaps
    assert holidays.read("\n".join(map(holidays.spoken, found))) == found


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("over Christmas", id="words"),
        pytest.param("22 December", id="no year"),
        pytest.param("4 January 2031 to 22 December 2030", id="ends before it begins"),
        pytest.param("1 May 2031 to 2 May 2031 to 3 May 2031", id="three days"),
        pytest.param("\n".join(["1 May 2031"] * 21), id="far too many"),
    ],
)
def test_what_is_no_day_is_refused(said):
    with pytest.raises(ValueError, match=r"\w"):
        holidays.read(said)


@pytest.fixture
def place(db):
    gaps = [{"start": "2030-08-01", "end": "2030-08-31"}]
    return ServiceFactory(name="Tiny Tots", closures=gaps, schedules=[tuesdays()])


def tuesdays():
    return schedule({"byday": "TU", "freq": "WEEKLY"})[0]


def address(place):
    return reverse("signposting:closed_on", args=[place.code])


def test_what_the_desk_writes_down_families_read_and_a_search_knows(place, rita, sign_in, client):
    staff = sign_in(rita)
    entry = staff.get(reverse("signposting:desk_service", args=[place.code])).content.decode()
    assert address(place) in entry
    assert "Closed from 1 August 2030 to 31 August 2030." in entry
    form = staff.get(address(place)).context["form"]
    assert form["closed"].value() == "", "the hub's are not ours to change"
    sent = {"seen": form["seen"].value(), "closed": "22 December 2030 to 4 January 2031"}
    staff.post(address(place), sent)
    place.refresh_from_db()
    assert place.closures == [{"start": "2030-08-01", "end": "2030-08-31"}, CHRISTMAS]
    page = type(client)().get(reverse("signposting:service", args=[place.code])).content.decode()
    assert "Closed from 22 December 2030 to 4 January 2031." in page
    tuesday = holidays.dates.any_day("24 December 2030")
    assert (is_there(place, tuesday), is_there(place, tuesday + timedelta(days=14))) == (False, True)
    deeds.undo(Deed.objects.get(), by=rita)
    place.refresh_from_db()
    assert len(place.closures) == 1


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(place, rita, sign_in):
    staff = sign_in(rita)
    seen = staff.get(address(place)).context["form"]["seen"].value()
    Service.objects.update(closures=[CHRISTMAS])
    answer = staff.post(address(place), {"seen": seen, "closed": ""}).content.decode()
    assert "Somebody changed this while you had it open." in answer
    assert Service.objects.get().closures == [CHRISTMAS]


def test_what_cannot_be_read_is_said_beside_the_box(place, rita, sign_in):
    staff = sign_in(rita)
    seen = staff.get(address(place)).context["form"]["seen"].value()
    answer = staff.post(address(place), {"seen": seen, "closed": "over Christmas"}).content.decode()
    assert "We could not read this." in answer
    assert "over Christmas" in answer


def test_the_demo_shows_one_that_is_closed_just_now(carol):
    carol.email = people.CAROL.email
    carol.save()
    neighbours.tell()
    neighbours.tell()
    shut = [words.shut_now(place, clock.today()) for place in Service.objects.listed()]
    assert [bool(said) for said in sorted(shut)] == [False] * 11 + [True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("its_own", "together"),
    [
        pytest.param([], [CHRISTMAS, EASTER], id="none yet"),
        pytest.param([SUMMER, EASTER], [SUMMER, CHRISTMAS, EASTER], id="beside the hub's, once and in order"),
        pytest.param([CHRISTMAS, EASTER], [CHRISTMAS, EASTER], id="all known"),
    ],
)
def test_what_the_desk_wrote_of_a_double_stays_with_the_one_that_is_kept(its_own, together, rita):
    pair = PairFactory(
        first__service__closures=its_own, first__service__schedules=[tuesdays()],
        second__service__closures=[{"start": "2030-09-01", "end": "2030-09-02"}, EASTER, CHRISTMAS],
    )  # fmt: skip
    kept, gone = pair.first.service, pair.second.service
    card = deeds.Card("pair", pair, (kept, gone))
    deed = deeds.answer(card, lambda: desk.say_same(pair, by=rita), by=rita)
    kept.refresh_from_db()
    assert kept.closures == together
    assert not is_there(kept, holidays.dates.any_day("24 December 2030"))
    deeds.undo(deed, by=rita)
    kept.refresh_from_db()
    assert kept.closures == its_own


def test_a_holiday_that_the_hub_and_one_of_us_both_wrote_down_is_read_once():
    said = words.holidays(Service(closures=[SUMMER, SUMMER | {"by": "us"}, CHRISTMAS]), date(2030, 6, 1))
    assert said == ["Closed from 1 August 2030 to 31 August 2030.", "Closed from 22 December 2030 to 4 January 2031."]


@pytest.mark.django_db
def test_a_hub_moves_its_own_holidays_and_takes_none_of_ours_away():
    source = SourceFactory()
    read(source, "2030-08-01")
    Service.objects.update(closures=[*Service.objects.get().closures, CHRISTMAS])
    read(source, "2030-07-25", later=1)
    assert Service.objects.get().closures == [{"start": "2030-07-25", "end": "2030-08-31"}, CHRISTMAS]


def read(source, starts, *, later=0):
    """A hub's one service, with its summer."""
    row = {"id": "1", "name": "Tiny Tots", "schedules": [{"id": "t", "byday": "TU"}]}
    row["holiday_schedules"] = [{"closed": True, "start_date": starts, "end_date": "2030-08-31"}]
    page = {"contents": [row], "page_number": 1, "total_pages": 1, "total_items": 1, "last_page": True}

    def answer(request):
        body = row if request.url.path.endswith("/1") else page
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    sync(source, at=clock.now() + timedelta(days=later), hub=Hub(httpx.MockTransport(answer), sleep=lambda _s: None))
