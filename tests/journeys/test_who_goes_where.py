"""Carol plans when champions are at the library; Grace and Dev put themselves down, and nobody stands there alone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import OutingFactory, OutreachPlaceFactory, client_of, person
from volunteers.models import Going, Outing

HOME = reverse("portal:home")
PLACES = reverse("volunteers:places")
PLAN, PLANNED, MINE = (reverse(f"volunteers:{name}") for name in ("plan_outings", "planned_outings", "outings"))


@pytest.fixture
def grace(db):
    return person("Grace", Role.PARENT, Role.CHAMPION)


def words(page):
    return " ".join(page.content.decode().split())


def follow(client, page, name):
    """The link of that address, pressed by somebody who sees it on the page."""
    address = reverse(f"volunteers:{name}")
    assert f'href="{address}"' in words(page)
    return client.get(address)


def test_carol_plans_four_weeks_in_one_go(carol, sign_in):
    library, day = OutreachPlaceFactory(name="Junction Library"), clock.today() + timedelta(days=3)
    carols = sign_in(carol)
    page = follow(carols, follow(carols, carols.get(HOME), "figures"), "planned_outings")
    assert "No date is planned at: <bdi>Junction Library</bdi>" in words(page)
    page = follow(carols, page, "plan_outings")
    key = re.search(r'name="key" value="([^"]+)"', words(page))[1]
    said = {"key": key, "place": library.pk, "how_many": "2", "weeks": "4", "starts": "10:00", "ends": "9:00"}
    said |= {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    assert "This is not after the start" in words(carols.post(PLAN, said))
    for _press in range(2):
        carols.post(PLAN, said | {"ends": "12.00"})
    assert Outing.objects.count() == 4


def test_grace_goes_with_dev_and_nobody_goes_alone(grace, dev, carol, sign_in):
    OutingFactory(place__name="Junction Library")
    carols, hers, his = sign_in(carol), client_of(grace), client_of(dev)
    page = follow(hers, follow(hers, hers.get(HOME), "outreach"), "outings")
    first = Outing.objects.earliest("starts_at")
    go = reverse("volunteers:go", args=[first.code])
    assert f'formaction="{go}"' in words(page)
    page = hers.post(go, follow=True)
    assert "Please do not go alone" in words(page)
    assert "Would be alone" in words(carols.get(PLANNED))
    assert "Thank you! You are down for it" in words(his.post(go, follow=True))
    assert "Covered" in words(carols.get(f"{PLANNED}?show=all"))
    late = client_of(person("Lou", Role.CHAMPION))
    assert "Enough people go to this one" in words(late.get(MINE))

    with clock.stopped_at(clock.evening_before(first.starts_at) + timedelta(minutes=1)):
        delivery.sweep()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["dev@example.org", "grace@example.org"]
    assert "You go with: Dev" in next(letter.body for letter in mail.outbox if letter.to == ["grace@example.org"])

    mine = Going.objects.get(volunteer=grace)
    hers.post(reverse("volunteers:stay_at_home", args=[mine.code]))
    assert "Would be alone" in words(carols.get(PLANNED))
    mail.outbox.clear()
    carols.post(reverse("volunteers:call_off_outing", args=[first.code]))
    delivery.sweep()
    assert [letter.to for letter in mail.outbox] == [["dev@example.org"]]


def test_carol_sees_which_dates_end_with_a_place_and_grace_hears_of_it(grace, carol, sign_in):
    outing = OutingFactory(place__name="Junction Library")
    client_of(grace).post(reverse("volunteers:go", args=[outing.code]))
    carols = sign_in(carol)
    assert "1 date is planned; it would be called off" in words(carols.get(PLACES))
    page = carols.post(reverse("volunteers:close_place", args=[outing.place.code]), follow=True)
    assert "Called off with it: 1 date. Whoever was to go gets a letter." in words(page)
    delivery.sweep()
    assert [letter.to for letter in mail.outbox] == [[grace.email]]
    page = carols.post(reverse("volunteers:close_place", args=[outing.place.code]), follow=True)
    assert "We do not go there any more" in words(page), "and they go there again"


def test_grace_looks_for_a_stand_in_and_lou_steps_in(grace, dev, carol, sign_in):
    outing = OutingFactory(place__name="Junction Library")
    go = reverse("volunteers:go", args=[outing.code])
    carols, hers, lous = sign_in(carol), client_of(grace), client_of(person("Lou", Role.CHAMPION))
    for client in (hers, client_of(dev)):
        client.post(go)
    look = reverse("volunteers:outing_stand_in", args=[Going.objects.get(volunteer=grace).code])
    assert f'formaction="{look}"' in words(hers.get(MINE))
    assert "Others can see it now" in words(hers.post(look, {"looking": "yes"}, follow=True))
    assert "You look for a stand-in" in words(hers.get(MINE))
    assert "Stand-in wanted" in words(carols.get(PLANNED))
    page = lous.get(MINE)
    assert ("looks for a stand-in" in words(page), "I can step in" in words(page)) == (True, True)
    assert lous.post(look, {"looking": "no"}).status_code == 404
    lous.post(go)
    assert set(Going.objects.standing().values_list("volunteer__name", flat=True)) == {"Dev", "Lou"}
    assert "I can go after all" not in words(hers.get(MINE))
