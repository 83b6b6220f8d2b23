"""Grace, a parent champion, writes down a chat and sees somebody again; Carol reads what stands in the way."""

import re

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from tests.cast import ServiceFactory, ShiftFactory, client_of, person
from volunteers.models import Chat, OutreachPlace
from volunteers.services import promises

HOME = reverse("portal:home")


@pytest.fixture
def grace(db):
    return person("Grace", Role.PARENT, Role.CHAMPION)


def words(page):
    return page.content.decode()


def test_a_chat_takes_three_taps_from_home_and_no_name(grace, carol, sign_in):
    client = sign_in(carol)
    client.post(reverse("volunteers:places"), {"name": "Library", "kind": "library"})
    again = client.post(reverse("volunteers:places"), {"name": "Library", "kind": "library"})
    assert "There is a place of this name already" in words(again)

    client, library = client_of(grace), OutreachPlace.objects.get()
    assert f'href="{reverse("volunteers:log_chat")}"' in words(client.get(HOME))  # one
    page = client.get(reverse("volunteers:log_chat"))
    key = re.search(r'name="key" value="([^"]+)"', words(page))[1]
    ticked = {
        "key": key,
        "kind": "brief",
        "place": library.pk,
        "topics": ["sleep"],
        "services": [ServiceFactory().code],
    }
    for _press in range(2):  # two; the third saves, and a fourth changes nothing
        page = client.post(reverse("volunteers:log_chat"), ticked, follow=True)
    assert "Kept. Thank you!" in words(page)
    assert f'<option value="{library.pk}" selected>' in words(page)  # the next chat is at the same place
    assert Chat.objects.get().name == ""
    assert "Sleep" in words(client.get(reverse("volunteers:outreach")))


def test_a_champion_finds_the_rota_and_what_it_is_good_for(db):
    grace = person("Grace", Role.CHAMPION)
    promises.sign_up(ShiftFactory(role="Tea"), by=grace)
    client = client_of(grace)
    home = words(client.get(HOME))
    assert ("Tea" in home, f'href="{reverse("volunteers:rota")}"' in home) == (True, True)
    outreach = words(client.get(reverse("volunteers:outreach")))
    assert f'href="{reverse("volunteers:how_i_help")}"' in outreach
    assert f'href="{reverse("volunteers:record")}"' in words(client.get(reverse("volunteers:how_i_help")))


def test_a_visit_asks_for_the_day_on_which_she_looks_in_again(grace, sign_in):
    page = sign_in(grace).post(reverse("volunteers:log_chat"), {"kind": "visit", "name": "Leila"})
    assert "A visit needs a day on which you look in again" in words(page)
    assert 'value="Leila"' in words(page)


def test_carol_reads_figures_and_nobody_can_be_found_in_them(grace, carol, sign_in):
    client = client_of(grace)
    for n in range(7):
        client.post(reverse("volunteers:log_chat"), {"kind": "brief", "barriers": ["cost"] if n else ["language"]})
    page = words(sign_in(carol).get(reverse("volunteers:figures")))
    assert "It costs too much" in page
    assert "hidden</span>" in page
    assert f'href="{reverse("volunteers:figures")}"' in words(sign_in(carol).get(HOME))
