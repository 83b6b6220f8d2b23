"""Whoever gives slips or decides about the directory finds the way there: in the header, or on the home."""

import re

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from tests.cast import person

pytestmark = pytest.mark.django_db
DIRECTORY, DESK = reverse("signposting:directory"), reverse("signposting:desk")


@pytest.fixture
def ways(sign_in):
    return lambda *roles: _ways(sign_in(person("Sam", *roles)))


def _ways(client):
    page = client.get(reverse("portal:home")).content.decode()
    header, _main, rest = page.partition('<main id="main"')
    _above, _ways, below = rest.partition('<ul class="ways">')
    return re.findall(r'href="(/[^"]*)"', header), re.findall(r'href="(/[^"]*)"', below.partition("</ul>")[0])


@pytest.mark.parametrize(
    ("roles", "address"),
    [
        pytest.param([Role.LEADER], DIRECTORY, id="a leader finds help nearby"),
        pytest.param([Role.COORDINATOR], DIRECTORY, id="a coordinator finds help nearby"),
        pytest.param([Role.CHAMPION], DIRECTORY, id="a champion finds help nearby"),
        pytest.param([Role.COORDINATOR], DESK, id="a coordinator finds the desk"),
        pytest.param([Role.ADMINISTRATOR], DESK, id="an administrator finds the desk"),
        pytest.param([Role.COORDINATOR, Role.REVIEWER], DIRECTORY, id="several hats, help nearby"),
    ],
)
def test_the_way_is_there_and_is_not_said_twice(roles, address, ways):
    header, page = ways(*roles)
    assert (header + page).count(address) == 1


def test_a_leader_decides_nothing_about_the_directory_and_is_not_led_to_the_desk(ways):
    header, page = ways(Role.LEADER)
    assert DESK not in header + page


@pytest.mark.parametrize("role", [Role.LEADER, Role.COORDINATOR])
def test_the_header_of_whoever_stands_at_the_door_fits_into_one_row_of_a_phone(role, ways):
    header, _page = ways(role)
    assert len([link for link in header if link in MENU]) == 5


MENU = {
    reverse(name)
    for name in (
        "portal:home", "sessions:today", "portal:families", "volunteers:gaps", "sessions:timetable",
        "signposting:directory", "signposting:desk",
    )
}  # fmt: skip
