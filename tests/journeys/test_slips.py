"""Carol gives Amina a slip from her page; Amina says how it went; Grace gives one to whom she walks in with."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from signposting.models import Slip
from signposting.services.slips import give
from tests.cast import BuddyPairFactory, ServiceFactory, client_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return [ServiceFactory(name=name) for name in ("Baby Bank", "Food Pantry", "Dads and Tots")]


def page_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_from_the_familys_page_to_what_helped(carol, amina, sign_in, client, town, mailoutbox):
    family = amina.carer.family
    sign_in(carol)
    address = reverse("portal:give_slip", args=[family.code])
    assert address in page_of(client, reverse("portal:family", args=[family.code]))
    bank, pantry, _dads = (str(service.code) for service in town)
    found = client.post(address, {"q": "pantry", "picks": [bank], "find": "1"}).content.decode()
    assert "Food Pantry" in found
    assert re.search(rf'value="{bank}"[^>]*checked', found), "what was ticked stays ticked"
    assert not Slip.objects.exists(), "looking gives nothing"
    answer = client.post(
        address, {"picks": [bank, pantry], "word": "You asked for these.", "way": "email"}, follow=True
    )
    assert "It goes out by e-mail now." in answer.content.decode()
    assert "You asked for these." in answer.content.decode()
    delivery.sweep()
    (letter,) = mailoutbox
    assert "Baby Bank" in letter.body
    link = re.search(r"https?://[^/]+(/s/\S+)", letter.body).group(1)
    client.logout()
    assert "Picked for you by Carol" in re.sub(r"<[^>]+>", "", page_of(client, link))
    entry = Slip.objects.get().entries.get(place=1)
    press = reverse("signposting:slip_answer", args=[entry.code])
    assert "Did it help?" in client.post(press, {"how": "regular"}, follow=True).content.decode()
    assert "Thank you for telling us." in client.post(press, {"helped": "yes"}, follow=True).content.decode()
    sign_in(carol)
    results = page_of(client, reverse("portal:slips"))
    assert '<dt class="label">go regularly</dt><dd class="number">1</dd>' in results
    home = client_of(amina).get(reverse("portal:home")).content.decode()
    assert reverse("signposting:my_slips") in home


def test_one_service_ticked_twice_is_on_the_slip_once(carol, amina, sign_in, town):
    sent = {"picks": [str(town[0].code)] * 2, "way": "print"}
    sign_in(carol).post(reverse("portal:give_slip", args=[amina.carer.family.code]), sent)
    assert Slip.objects.get().entries.count() == 1


def test_two_families_a_champion_met_get_a_slip_each_and_a_button_pressed_twice_gives_one(sign_in, client, town):
    sign_in(person("Sam", Role.CHAMPION))
    address, sent = reverse("portal:champion_slip"), {"picks": [str(town[0].code)], "way": "print"}
    for pressed, there in ((2, 1), (1, 2)):
        key = {"key": str(client.get(address).context["form"]["key"].value())}
        for _ in range(pressed):
            assert client.post(address, sent | key).status_code == 302
        assert Slip.objects.count() == there
    looked = client.post(address, key | {"q": "pantry", "find": "1"}).context["form"]
    assert str(looked["key"].value()) == key["key"], "looking for more keeps it one form"
    client.post(address, key | sent | {"picks": [str(town[1].code)]})
    assert Slip.objects.count() == 3, "went back and picked another"


def test_a_key_of_one_family_takes_no_slip_from_another(carol, amina, bea, sign_in, client, town):
    sign_in(carol)
    key, slips = str(uuid4()), []
    for family in (amina.carer.family, bea.carer.family):
        sent = {"picks": [str(town[0].code)], "way": "print", "key": key}
        slips.append(client.post(reverse("portal:give_slip", args=[family.code]), sent).url)
    assert Slip.objects.count() == 2
    assert slips[0] != slips[1]


def test_the_link_shows_and_only_a_button_acts(carol, amina, client, town, mailoutbox):
    give(amina.carer.family, town[:1], word="", way="email", by=carol)
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=5)):
        delivery.sweep()
        for letter in mailoutbox:
            for link in re.findall(r"https?://[^/\s]+(/\S+)", letter.body):
                client.get(link)
    assert Slip.objects.get().entries.get().answers.count() == 0
    assert Slip.objects.get().quiet_at is None
    client.post(reverse("signposting:slip_quiet", args=[Slip.objects.get().code]), {"quiet": "yes"})
    assert Slip.objects.get().quiet_at


def test_a_buddy_gives_one_and_sees_nothing_of_how_it_goes_out(bea, amina, town, client, mailoutbox):
    moment = clock.now()
    yes = {"newcomer_agreed_at": moment, "buddy_agreed_at": moment, "state": "together"}
    pair = BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family, **yes)
    buddy, newcomer = client_of(bea), client_of(amina)
    address = reverse("portal:buddy_slip", args=[pair.code])
    assert address in page_of(buddy, reverse("families:buddy"))
    assert "amina@example.org" not in page_of(buddy, address)
    done = buddy.post(address, {"picks": [str(town[0].code)], "way": "email"}, follow=True)
    assert "Sent. We ask them in two weeks" in done.content.decode()
    assert newcomer.get(address).status_code == 404, "only the friendly face gives"
    delivery.sweep()
    assert [letter.to for letter in mailoutbox] == [["amina@example.org"]]


def test_a_leader_without_that_register_gives_nothing(amina, sign_in, client, town):
    sign_in(person("Sam", Role.LEADER))
    assert client.get(reverse("portal:give_slip", args=[amina.carer.family.code])).status_code == 404


def test_a_buddy_prints_one_or_passes_the_link_on_where_no_letter_goes(bea, amina, town, client):
    amina.carer.email = amina.carer.phone = ""
    amina.carer.save()
    moment = clock.now()
    yes = {"newcomer_agreed_at": moment, "buddy_agreed_at": moment, "state": "together"}
    pair = BuddyPairFactory(newcomer=amina.carer.family, buddy=bea.carer.family, **yes)
    buddy = client_of(bea)
    address = reverse("portal:buddy_slip", args=[pair.code])
    assert "Send it" not in page_of(buddy, address), "no letter reaches them"
    done = buddy.post(address, {"picks": [str(town[0].code)], "way": "print"}, follow=True).content.decode()
    link = re.search(r"https?://[^/]+(/s/[^<\"]+)", done).group(1)
    assert "Baby Bank" in page_of(client, link), "whoever has the link reads it"
    assert Slip.objects.get().family == amina.carer.family
    own = reverse("portal:slip_to_pass_on", args=[Slip.objects.get().code])
    assert client_of(amina).get(own).status_code == 404, "only who picked it"


def test_a_champion_gives_one_to_whoever_they_met_and_no_name_is_asked_for(town, client):
    sam = client_of(person("Sam", Role.CHAMPION))
    address = reverse("portal:champion_slip")
    assert address in page_of(sam, reverse("volunteers:outreach"))
    sent = {"picks": [str(service.code) for service in town[:2]], "word": "As we said at the swings.", "way": "print"}
    sent["key"] = str(sam.get(address).context["form"]["key"].value())
    for _time in range(2):
        done = sam.post(address, sent, follow=True).content.decode()
    slip = Slip.objects.get()
    assert (slip.family, slip.way) == (None, "print")
    link = re.search(r"https?://[^/]+(/s/[^<\"]+)", done).group(1)
    assert "As we said at the swings." in page_of(client, link)
    press = reverse("signposting:slip_answer", args=[slip.entries.get(place=1).code])
    assert "Did it help?" in client.post(press, {"how": "went"}, follow=True).content.decode()
    refused = sam.post(address, sent | {"way": "email"}).content.decode()
    assert "A slip for whoever you met" in refused, "there is nobody to write to"
    assert Slip.objects.count() == 1


def test_a_champion_gives_one_entry_to_five(town):
    sam = client_of(person("Sam", Role.CHAMPION))
    many = [str(ServiceFactory().code) for _ in range(6)]
    page = sam.post(reverse("portal:champion_slip"), {"picks": many, "way": "print"}).content.decode()
    assert "A slip has room for 5." in page
    assert "Tick at least one service." in sam.post(reverse("portal:champion_slip"), {"way": "print"}).content.decode()
    assert not Slip.objects.exists()
