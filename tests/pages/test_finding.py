"""What's on, as somebody asks for it; a group's own page; the square on its poster."""

import json
import re
from datetime import timedelta
from urllib.parse import quote

import jsonschema
import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock, qr
from tests.cast import OccurrenceFactory, ProgrammeFactory, bring
from tests.pages.test_plain_words import assert_plain
from tests.pages.test_sessions import cost

LIST = reverse("sessions:timetable")


def at(name, thing):
    return reverse(f"sessions:{name}", args=[thing.code])


@pytest.fixture
def monday():
    """It is Monday, eight in the morning, so that today and this week are what they seem."""
    day = clock.today() + timedelta(days=-clock.today().weekday() % 7)
    with time_machine.travel(clock.at(day, clock.local(clock.now()).time().replace(hour=8, minute=0)), tick=False):
        yield day


@pytest.fixture
def week(db, monday):
    """Today a free group, on Wednesday a course, next Monday a trip, which is cheap."""
    made = {"Playgroup": (0, "group", 0), "Baby massage": (2, "course", 500), "Farm": (7, "trip", 200)}
    return {
        name: OccurrenceFactory(
            day=monday + timedelta(days=days),
            programme=ProgrammeFactory(name=name, kind=kind, price_pence=price, weekday=days % 7),
        )
        for name, (days, kind, price) in made.items()
    }


ASKED = [
    pytest.param({}, {"Playgroup", "Baby massage", "Farm"}, id="everything"),
    pytest.param({"when": "today"}, {"Playgroup"}, id="today"),
    pytest.param({"when": "week"}, {"Playgroup", "Baby massage"}, id="this week"),
    pytest.param({"day": "2"}, {"Baby massage"}, id="Wednesdays"),
    pytest.param({"kind": "trip"}, {"Farm"}, id="trips"),
    pytest.param({"free": "on"}, {"Playgroup"}, id="free"),
    pytest.param({"low_cost": "on"}, {"Playgroup", "Farm"}, id="free or low cost"),
    pytest.param({"low_cost": "on", "free": "on"}, {"Playgroup"}, id="both boxes"),
    pytest.param({"kind": "course", "day": "0"}, set(), id="a course on Mondays"),
    pytest.param({"kind": "x", "day": "9", "when": "soon"}, {"Playgroup", "Baby massage", "Farm"}, id="nonsense"),
]


@pytest.mark.parametrize(("asked", "seen"), ASKED)
def test_the_list_shows_what_was_asked_for(asked, seen, week, client):
    page = client.get(LIST, asked).content.decode()
    assert {name for name in week if f">{name}<" in page} == seen
    assert ("Try any age, any day" in page) == (not seen)


def test_what_was_chosen_goes_along_to_later_weeks_and_to_today(week, client):
    page = client.get(LIST, {"free": "on", "day": "0"}).content.decode()
    assert re.search(r'href="\?since=[\d-]+&amp;day=0&amp;free=on"', page)
    assert 'href="?when=today&amp;day=0&amp;free=on"' in page
    assert re.search(r'<details class="more" open>', page), "a choice that is in use does not hide"


@pytest.mark.parametrize(("asked", "is_open"), [({}, False), ({"when": "week"}, False), ({"age": "0"}, True)])
def test_the_boxes_leave_the_screen_to_the_list_until_one_is_in_use(asked, is_open, week, client):
    assert ('<details class="more" open>' in client.get(LIST, asked).content.decode()) == is_open


def test_low_cost_is_said_in_pounds_and_offered_where_it_sorts_something_out(week, client):
    page = client.get(LIST).content.decode()
    assert "Only what is free or low cost: up to £2 a family" in page
    assert "low_cost=on" in client.get(LIST, {"low_cost": "on"}).content.decode(), "it goes along to later weeks"
    for price in (0, 201):
        week["Farm"].programme.price_pence = price
        week["Farm"].programme.save()
        assert "low cost" not in client.get(LIST).content.decode()


def test_with_one_hall_one_kind_and_one_price_there_is_nothing_to_choose(client, db):
    OccurrenceFactory()
    page = client.get(LIST).content.decode()
    assert not [name for name in ("place", "kind", "free", "low_cost") if f'name="{name}"' in page]


def test_a_filtered_list_costs_no_more(week, client, amina, sign_in):
    asked = f"{LIST}?when=week&day=2&kind=course&age=1"
    assert cost(client, asked)[0] <= 3
    assert cost(sign_in(amina), asked)[0] <= 5


# -- A group's own page ----------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 40])
def test_a_groups_page_has_all_its_dates_for_five_statements(count, client, amina, sign_in):
    group = ProgrammeFactory(play="Sand and water.")
    dates = [OccurrenceFactory(programme=group, day=clock.today() + timedelta(days=n + 1)) for n in range(count)]
    asked, page = cost(client, at("programme", group))
    assert asked <= 5
    page = page.content.decode()
    assert all(at("session", date) in page for date in dates)
    assert "Sand and water." in page
    assert f"webcal://localhost:8000{at('group_calendar', group)}" in page
    bring(dates[0], amina)
    asked, page = cost(sign_in(amina), at("programme", group))
    assert "You are booked" in page.content.decode()


def test_it_is_found_from_a_session_and_the_map_is_only_a_link(client, db):
    session = OccurrenceFactory()
    page = client.get(at("session", session)).content.decode()
    assert at("programme", session.programme) in page
    assert 'href="https://www.openstreetmap.org/search?query=BS5%209AA" rel="noopener noreferrer"' in page
    assert f'href="geo:0,0?q={quote(session.programme.venue.name)}' in page
    assert 'BS5%209AA">' in page, "a map app looks for the whole address"
    assert not re.findall(r'(?:src|action)="https?://', page)


def test_the_public_pages_are_plain(client, week):
    pages = [LIST, at("programme", week["Farm"].programme), at("session", week["Playgroup"])]
    assert_plain(*(client.get(page).content.decode() for page in pages))


# -- Search engines, posters, other people's websites ----------------------------------------------
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"}
ADDRESS = {"type": "string", "pattern": "^https?://"}
EVENT = {
    "type": "object",
    "required": ["@context", "@type", "name", "startDate", "endDate", "eventStatus", "location", "offers", "url"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "startDate": MOMENT,
        "endDate": MOMENT,
        "url": ADDRESS,
        "eventStatus": {"pattern": "^https://schema.org/Event(Scheduled|Rescheduled|Cancelled)$"},
        "isAccessibleForFree": {"type": "boolean"},
        "typicalAgeRange": {"pattern": r"^\d+-\d+$"},
        "location": {
            "required": ["@type", "name", "address"],
            "properties": {
                "address": {"required": ["@type", "streetAddress", "postalCode", "addressCountry"]},
            },
        },
        "offers": {
            "required": ["@type", "price", "priceCurrency", "url"],
            "properties": {"price": {"pattern": r"^\d+\.\d\d$"}, "priceCurrency": {"const": "GBP"}, "url": ADDRESS},
        },
    },
}
"""What Google asks of an event, and what schema.org says of each part."""


@pytest.mark.parametrize("changed", [{}, {"cancelled_at": clock.now()}, {"moved_from": clock.now()}])
def test_search_engines_get_an_event_they_accept(changed, client, db):
    page = client.get(at("session", OccurrenceFactory(**changed))).content.decode()
    event = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    jsonschema.validate(event, EVENT)


def drawn(svg):
    """The squares that are dark, read back from the drawing."""
    edge = qr.EDGE
    return {(int(x) - edge, int(y) - edge) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}


def test_the_square_on_the_poster_is_the_groups_page(client, db):
    group = ProgrammeFactory()
    page = client.get(at("poster", group)).content.decode()
    svg = re.search(r'<svg class="qr".*?</svg>', page, re.S)[0]
    rows = qr.squares(f"http://localhost:8000{at('programme', group)}")
    assert drawn(svg) == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert f'viewBox="0 0 {len(rows) + 8} {len(rows) + 8}"' in svg, "white all round, or cameras do not find it"


def test_a_leader_copies_the_frame_for_the_groups_own_website(carol, sign_in):
    group = ProgrammeFactory(name='Tots "and" tea', frames=["https://www.example.org"])
    client = sign_in(carol)
    page = client.get(at("group", group)).content.decode()
    address = f"http://localhost:8000{at('embedded', group)}"
    assert f"&lt;iframe src=&quot;{address}&quot; title=&quot;Dates of Tots &amp;quot;and&amp;quot; tea&quot;" in page
    group.frames = []
    group.save()
    assert "First say which website" in client.get(at("group", group)).content.decode()
