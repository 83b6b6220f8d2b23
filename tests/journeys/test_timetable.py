"""Lena opens a group and its term, moves a date, and families and volunteers learn of it."""

import re
from datetime import date, time

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from sessions.models import Occurrence, Programme
from tests.cast import (
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    TermFactory,
    VenueFactory,
    bring,
    person,
)

GROUPS = reverse("sessions:groups")


@pytest.fixture
def lena(db):
    return person("Lena", "leader")


@pytest.fixture
def january():
    with time_machine.travel(clock.at(date(2027, 1, 4), time(12)), tick=False):
        yield


def filled(form):
    """What stands in the boxes when the page opens."""
    sent = {}
    for bound in form:
        value = bound.value()
        widget = bound.field.widget
        if hasattr(widget, "decompress"):
            parts = widget.decompress(value)
            sent |= {
                f"{bound.html_name}_{part}": said for part, said in zip(("day", "month", "year"), parts, strict=True)
            }
        elif isinstance(value, bool):
            sent |= {bound.html_name: "on"} if value else {}
        else:
            sent[bound.html_name] = "" if value is None else value
    return sent


SAID = {
    "name": "Tiny Tuesday",
    "summary": "Play and tea.",
    "weekday": "1",
    "starts": "9.30am",
    "ends": "11am",
    "heads_limit": "40",
    "to_months": "60",
}
"""The boxes a leader has to fill in for an ordinary weekly group: the others have an answer."""


def test_lena_opens_a_new_weekly_group_and_its_term(lena, sign_in, january):
    """Clicks and boxes together: what `docs/scale.md` says a term of a new weekly group takes."""
    VenueFactory(name="St Mark's")
    TermFactory(name="Spring", first_day=date(2027, 1, 11), last_day=date(2027, 3, 26))
    client, clicks = sign_in(lena), 0
    assert reverse("sessions:groups") in client.get(reverse("sessions:today")).content.decode()
    assert reverse("sessions:new_group") in client.get(GROUPS).content.decode()
    clicks += 2
    form = client.get(reverse("sessions:new_group")).context["form"]
    boxes = filled(form)
    new = {name: value for name, value in SAID.items() if str(boxes[name]) != value}
    page = client.post(reverse("sessions:new_group"), boxes | {"venue": form.fields["venue"].queryset[0].pk} | SAID)
    group = Programme.objects.get()
    assert page.url == reverse("sessions:group", args=[group.code])
    clicks += 1
    there = client.get(page.url).content.decode()
    assert "Nobody can book yet" in there
    dates = reverse("sessions:group_term", args=[group.code, group_term().code])
    assert dates in there
    assert "11 new dates" in client.get(dates).content.decode()
    there = client.post(dates, follow=True).content.decode()
    clicks += 2
    assert "11 dates are on “What’s on” now." in there
    assert Occurrence.objects.count() == 11
    assert "Tiny Tuesday" in client.get(reverse("sessions:timetable")).content.decode()
    assert list(group.leaders.all()) == [lena]
    assert (clicks, len(new)) == (5, 6)


def group_term():
    return TermFactory._meta.model.objects.get()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param({"heads_limit": "61"}, "The fire limit of", id="over the fire limit"),
        pytest.param({"starts": "half nine"}, "Enter a time, like 9:30 or 1:30pm.", id="no time"),
        pytest.param({"frames": "ftp://example.org"}, "begin with https://", id="no website"),
        pytest.param({"band0-name": "Babies"}, "Fill in:", id="a limit half filled in"),
        pytest.param({"name": ""}, "Fill in: Name of the group", id="no name"),
    ],
)
def test_what_is_missing_is_said_by_its_box(lena, sign_in, said, words):
    VenueFactory()
    client = sign_in(lena)
    form = client.get(reverse("sessions:new_group")).context["form"]
    sent = filled(form) | {"venue": form.fields["venue"].queryset[0].pk} | SAID | said
    page = client.post(reverse("sessions:new_group"), sent).content.decode()
    assert words in page
    assert "There is a problem" in page
    assert not Programme.objects.exists()


def test_a_limit_for_babies_and_the_price_come_back_as_they_were_typed(lena, sign_in):
    group = ProgrammeFactory(price_pence=250)
    group.leaders.add(lena)
    client, address = sign_in(lena), reverse("sessions:edit_group", args=[group.code])
    sent = filled(client.get(address).context["form"])
    assert (sent["price"], sent["starts"]) == ("2.50", "9:30")
    band = {"band0-name": "Under one", "band0-from_months": 0, "band0-to_months": 12, "band0-limit": 8}
    client.post(address, sent | band)
    assert group.bands.get().limit == 8
    group.refresh_from_db()
    assert (group.price_pence, group.starts) == (250, time(9, 30))
    assert client.get(address).context["form"].bands[0]["limit"].value() == 8


def test_another_leaders_group_is_not_there(lena, sign_in):
    group = ProgrammeFactory()
    for name in ("group", "edit_group", "group_dates"):
        assert sign_in(lena).get(reverse(f"sessions:{name}", args=[group.code])).status_code == 404


def test_carol_opens_next_term_for_all_and_takes_it_back(carol, sign_in, january):
    ProgrammeFactory(term_time=True)
    client = sign_in(carol)
    days = {"name": "Spring", "first_day_day": 11, "first_day_month": 1, "first_day_year": 2027}
    days |= {"last_day_day": 26, "last_day_month": 3, "last_day_year": 2027}
    new = reverse("sessions:new_days", args=["term"])
    assert "Spring" in client.post(new, days, follow=True).content.decode()
    pause = {"name": "Half-term", "first_day_day": 15, "first_day_month": 2, "first_day_year": 2027}
    pause |= {"last_day_day": 19, "last_day_month": 2, "last_day_year": 2027}
    client.post(reverse("sessions:new_days", args=["break"]), pause)
    page = client.get(reverse("sessions:term", args=[group_term().code])).content.decode()
    assert "Opening it makes 10 new dates." in page
    assert "Half-term" in page
    page = client.post(reverse("sessions:open_term", args=[group_term().code]), follow=True).content.decode()
    assert "10 dates are on “What’s on” now." in page
    page = client.post(reverse("sessions:take_back_term", args=[group_term().code]), follow=True).content.decode()
    assert "Taken back." in page
    assert not Occurrence.objects.exists()


def test_a_hall_is_added_and_its_fire_limit_kept(lena, sign_in):
    client = sign_in(lena)
    hall = {"name": "Hut", "address": "1 Lane", "postcode": "BS5 1AA", "fire_limit": "30"}
    page = client.post(reverse("sessions:new_venue"), hall, follow=True).content.decode()
    assert "30 people at most" in page


def test_lena_moves_one_date_and_families_and_helpers_learn_of_it(lena, sign_in, amina, dev):
    occurrence = OccurrenceFactory(programme__name="Tiny Tuesday")
    occurrence.programme.leaders.add(lena)
    bring(occurrence, amina)
    SignupFactory(shift=ShiftFactory(occurrence=occurrence), volunteer=dev)
    client, address = sign_in(lena), reverse("sessions:change_date", args=[occurrence.code])
    assert address in client.get(reverse("sessions:group", args=[occurrence.programme.code])).content.decode()
    boxes = filled(client.get(address).context["form"])
    said = client.post(address, boxes).content.decode()
    assert "Nothing is different yet." in said
    page = client.post(address, boxes | {"starts": "10am", "ends": "11.30am"})
    said = page.content.decode()
    assert "Families with a place: 1. Families who wait: 0." in said
    assert "Helpers who have promised: 1." in said
    occurrence.refresh_from_db()
    assert occurrence.sequence == 0
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', said.split("notice")[-1]))
    said = client.post(address, hidden, follow=True).content.decode()
    assert "Everybody it touches has been told." in said
    sweep()
    changed = {letter.to[0]: letter.body for letter in mail.outbox if "moved" in letter.subject + letter.body.lower()}
    changed |= {letter.to[0]: letter.body for letter in mail.outbox if letter.subject.startswith("Changed")}
    assert "10am to 11:30am" in changed["amina@example.org"]
    assert "10am" in changed["dev@example.org"]
    assert "This session has moved." in client.get(reverse("sessions:session", args=[occurrence.code])).content.decode()


def test_a_change_that_is_no_news_says_that_nobody_had_to_be_told(lena, amina, sign_in):
    occurrence = OccurrenceFactory()
    occurrence.programme.leaders.add(lena)
    bring(occurrence, amina)
    client, address = sign_in(lena), reverse("sessions:change_date", args=[occurrence.code])
    sent = filled(client.get(address).context["form"]) | {"play": "Mud", "sure": "on"}
    said = client.post(address, sent, follow=True).content.decode()
    assert "Changed. Nobody had to be told." in said
    assert "has been told" not in said


def test_another_leader_does_not_find_the_date(lena, sign_in):
    address = reverse("sessions:change_date", args=[OccurrenceFactory().code])
    assert sign_in(lena).post(address, {"sure": "on"}).status_code == 404
