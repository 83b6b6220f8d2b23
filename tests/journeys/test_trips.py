"""Amina reads what could go wrong on a trip and what to bring, says yes, and takes it back; visits take no place."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from families.models import Consent
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from sessions.models import Booking
from sessions.queries.agreeing import has_agreed
from sessions.queries.room import room_of
from sessions.services import ways_in
from sessions.services.booking import give_up
from sessions.services.groups import save_group
from sessions.services.parties import take_fewer
from tests.cast import OccurrenceFactory, ProgrammeFactory, VenueFactory, bring, parent

RISKS = "We cross two roads. A helper stands at each."


@pytest.fixture
def farm(db):
    words = {"kind": "trip", "name": "City farm", "risks": RISKS, "bring": "Wellies", "weather": "Not in a storm"}
    return OccurrenceFactory(programme=ProgrammeFactory(**words))


def test_amina_reads_it_agrees_and_takes_it_back(amina, farm, sign_in):
    client, address = sign_in(amina), reverse("sessions:session", args=[farm.code])
    page = client.get(address)
    said = page.content.decode()
    assert said.index(RISKS) < said.index("Who comes?")  # read before booking, with the kit list and the weather
    assert said.index("Wellies") < said.index("Who comes?") > said.index("Not in a storm")
    sent = {name: page.context["form"][name].value() for name in ("children", "adults", "key")}
    book = reverse("sessions:book", args=[farm.code])
    assert "Please read what could go wrong." in client.post(book, sent).content.decode()
    assert not Booking.objects.exists()
    page = client.post(book, sent | {"agreed": "on"}, follow=True).content.decode()
    assert "What you agreed to on" in page
    consent = Consent.objects.get()
    assert (consent.given, consent.carer, consent.purpose) == (True, amina.carer, f"trip:{farm.pk}")
    assert RISKS in consent.words
    client.post(reverse("sessions:give_up", args=[Booking.objects.get().code]))
    assert list(Consent.objects.order_by("pk").values_list("given", flat=True)) == [True, False]


def test_a_place_given_up_after_the_risks_were_taken_away_takes_the_yes_back_too(amina, farm):
    row = bring(farm, amina, agreed=True)
    type(farm.programme).objects.filter(pk=farm.programme_id).update(risks="")
    give_up(row, by=amina)
    assert list(Consent.objects.order_by("pk").values_list("given", flat=True)) == [True, False]


def test_no_way_of_a_familys_own_leads_round_the_yes(amina, farm):
    for more in ({"wait": True}, {"wait": False}):
        with pytest.raises(Refused) as no:
            bring(farm, amina, **more)
        assert no.value.code == "agreed"


# -- Whom a leader books, or puts on the list --------------------------------------------------------
def ahead(farm, family, carol, sign_in, **more):
    """Carol books a family by the form for it."""
    page = f"{reverse('sessions:book_for', args=[farm.code])}?family={family.code}"
    client = sign_in(carol)
    form = client.get(page).context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    client.post(page, sent | more)
    return Booking.objects.get(family=family)


def register(farm, carol, sign_in):
    return sign_in(carol).get(reverse("sessions:register", args=[farm.code])).content.decode()


NOT_YET = "Has not agreed to the risks"


@pytest.fixture
def full(farm, bea):
    """Bea has the last places."""
    farm.programme.heads_limit = 6
    farm.programme.save()
    bring(farm, bea, agreed=True)
    return farm


def test_carol_writes_down_what_they_told_her(farm, amina, carol, sign_in):
    row = ahead(farm, amina.carer.family, carol, sign_in, agreed="on")
    said = Consent.objects.get()
    assert (said.given, said.carer, said.how, said.entered_by) == (True, amina.carer, "spoken", carol)
    assert RISKS in said.words
    assert NOT_YET not in register(farm, carol, sign_in)
    page = sign_in(amina).get(reverse("sessions:booking", args=[row.code])).content.decode()
    assert "<bdi>Carol</bdi> wrote it down as you said it." in page


def test_whom_carol_did_not_ask_is_asked_at_home_and_on_the_booking(farm, amina, carol, sign_in):
    row = ahead(farm, amina.carer.family, carol, sign_in)
    assert (row.state, Consent.objects.count()) == ("booked", 0)
    assert NOT_YET in register(farm, carol, sign_in)
    client, address = sign_in(amina), reverse("sessions:booking", args=[row.code])
    assert "City farm: read what could go wrong" in client.get(reverse("portal:home")).content.decode()
    assert RISKS in client.get(address).content.decode()
    for _press in range(2):
        page = client.post(reverse("sessions:agree", args=[row.code]), follow=True).content.decode()
    assert "What you agreed to on" in page
    assert "read what could go wrong" not in client.get(reverse("portal:home")).content.decode()
    said = Consent.objects.get()
    assert (said.how, said.entered_by) == ("screen", None)
    assert NOT_YET not in register(farm, carol, sign_in)


def test_the_yes_to_an_offer_asks_who_was_put_on_the_list(full, amina, bea, carol, sign_in):
    row = ahead(full, amina.carer.family, carol, sign_in, wait="on")
    give_up(Booking.objects.get(family=bea.carer.family), by=bea)
    client, accept = sign_in(amina), reverse("sessions:take_offer", args=[row.code])
    page = client.get(reverse("sessions:booking", args=[row.code])).content.decode()
    assert page.index(RISKS) < page.index("Yes, we will come")
    assert "Please read what could go wrong." in client.post(accept, follow=True).content.decode()
    row.refresh_from_db()
    assert row.state == "offered"
    client.post(accept, {"agreed": "on"})
    row.refresh_from_db()
    assert row.state == "booked"
    assert Consent.objects.filter(family=row.family).get().given


def test_who_agreed_when_they_joined_the_list_is_not_asked_again(full, amina, bea, sign_in):
    row = bring(full, amina, agreed=True)
    give_up(Booking.objects.get(family=bea.carer.family), by=bea)
    client = sign_in(amina)
    assert RISKS not in client.get(reverse("sessions:booking", args=[row.code])).content.decode().split("<details")[0]
    client.post(reverse("sessions:take_offer", args=[row.code]))
    row.refresh_from_db()
    assert row.state == "booked"


def test_who_waits_comes_with_fewer_only_after_a_yes(full, amina, carol, sign_in):
    family = amina.carer.family
    row = ahead(full, family, carol, sign_in, wait="on")
    some = {"children": list(family.children.all()[:1]), "adults": [amina.carer]}
    with pytest.raises(Refused) as no:
        take_fewer(row, **some, by=amina)
    assert no.value.code == "agreed"
    ways_in.agree_later(row, by=amina)
    assert take_fewer(row, **some, by=amina).state == "booked"


@pytest.mark.parametrize("told", [True, False], ids=["they told her", "nobody asked"])
def test_the_letter_asks_who_has_not_been_asked(told, farm, amina, carol, sign_in):
    ahead(farm, amina.carer.family, carol, sign_in, **({"agreed": "on"} if told else {}))
    sweep()
    with time_machine.travel(clock.evening_before(farm.starts_at), tick=False):
        sweep()
    letters = [each for each in mail.outbox if amina.email in each.to]
    assert len(letters) == 2
    for letter in letters:
        bodies = [letter.body, *(html for html, _kind in letter.alternatives)]
        assert ["One thing first" in body for body in bodies] == [not told] * 2


@pytest.mark.parametrize(("ticked", "missing"), [({"agreed": "on"}, False), ({}, True)], ids=["said", "not said"])
def test_the_door_asks_it_too(ticked, missing, farm, amina, carol, sign_in):
    page = f"{reverse('sessions:door', args=[farm.code])}?family={amina.carer.family.code}"
    client = sign_in(carol)
    form = client.get(page).context["form"]
    client.post(page, {name: form[name].value() for name in ("children", "adults", "key")} | ticked)
    assert Booking.objects.get().attendance == "came"
    assert (NOT_YET in register(farm, carol, sign_in)) == missing


def test_a_press_on_the_register_notes_a_spoken_yes(farm, carol, sign_in):
    row = bring(farm, parent("Cleo", ("Ivy", 30)), by=carol, agreed=True)
    Consent.objects.all().delete()
    client, tick = sign_in(carol), reverse("sessions:tick", args=[farm.code])
    assert f'name="agreed" value="{row.pk}"' in register(farm, carol, sign_in)
    client.post(tick, {"agreed": row.pk})
    said = Consent.objects.get()
    assert (said.how, said.entered_by, NOT_YET in register(farm, carol, sign_in)) == ("spoken", carol, False)


def test_a_danger_more_is_agreed_to_anew_and_only_that_is_asked(farm, amina, carol, sign_in):
    row = bring(farm, amina, agreed=True)
    sweep()
    mail.outbox.clear()
    assert NOT_YET not in register(farm, carol, sign_in)
    ends_its_lines_otherwise = f"{RISKS}\r\nGoats bite."
    save_group(farm.programme, {"risks": ends_its_lines_otherwise}, bands=(), leaders=[carol], by=carol, tell=True)
    assert NOT_YET in register(farm, carol, sign_in)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        sweep()
    (letter,) = mail.outbox
    assert all(
        "Please open your booking and say if you agree." in body for body in (letter.body, letter.alternatives[0][0])
    )
    client, address = sign_in(amina), reverse("sessions:booking", args=[row.code])
    assert "City farm: read what could go wrong" in client.get(reverse("portal:home")).content.decode()
    page = client.get(address).content.decode()
    assert page.index("Goats bite.") < page.index("Yes, we agree") < page.index("What you agreed to on")
    for _press in range(2):
        page = client.post(reverse("sessions:agree", args=[row.code]), follow=True).content.decode()
    assert "Yes, we agree" not in page
    assert Consent.objects.count() == 2
    save_group(farm.programme, {"risks": f"{RISKS}\nGoats bite."}, bands=(), leaders=[carol], by=carol, tell=False)
    assert NOT_YET not in register(farm, carol, sign_in)
    assert has_agreed(Booking.objects.get(pk=row.pk))


def test_nothing_is_agreed_to_once_it_is_given_up_or_over(farm, amina, carol, sign_in):
    row = ahead(farm, amina.carer.family, carol, sign_in)
    with time_machine.travel(farm.ends_at, tick=False), pytest.raises(Refused):
        ways_in.agree_later(row, by=amina)
    give_up(row, by=amina)
    with pytest.raises(Refused):
        ways_in.agree_later(row, by=amina)
    assert not Consent.objects.exists()


def test_where_nothing_can_go_wrong_nobody_is_asked(amina, carol, sign_in):
    group = OccurrenceFactory()
    row = ahead(group, amina.carer.family, carol, sign_in)
    assert NOT_YET not in register(group, carol, sign_in)
    client = sign_in(amina)
    pages = [reverse("portal:home"), reverse("sessions:booking", args=[row.code])]
    assert not any("agree" in client.get(page).content.decode() for page in pages)


def test_a_visit_takes_no_place_of_the_group_but_counts_for_the_fire_limit(amina, bea):
    hall = VenueFactory(fire_limit=20)
    group = OccurrenceFactory(programme__venue=hall, programme__heads_limit=6)
    visit = OccurrenceFactory(
        programme=ProgrammeFactory(kind="taster", venue=hall, goes_with=group.programme, heads_limit=6, helpers=0),
        day=group.day,
    )
    bring(visit, bea)
    assert bring(group, amina).state == "booked"
    room = room_of(type(group).objects.get(pk=group.pk))
    assert (room.heads, room.elsewhere) == (3, 2)


def test_a_group_points_to_its_visits(amina, sign_in):
    group = OccurrenceFactory()
    visit = OccurrenceFactory(programme__kind="taster", programme__goes_with=group.programme)
    page = sign_in(amina).get(reverse("sessions:session", args=[group.code])).content.decode()
    assert "Come and look round first" in page
    assert reverse("sessions:session", args=[visit.code]) in page


def test_the_price_leads_to_free_hours_by_the_childs_age(amina, client, sign_in):
    group = OccurrenceFactory()
    address = reverse("sessions:session", args=[group.code])
    assert "Free hours at a nursery: from which age" in client.get(address).content.decode()
    amina.carer.family.children.filter(first_name="Zain").update(born_on=group.day.replace(year=group.day.year - 4))
    assert "<bdi>Zain</bdi> may have free hours" in sign_in(amina).get(address).content.decode()
