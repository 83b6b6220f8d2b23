"""Amina reads what could go wrong on a trip and what to bring, says yes, and takes it back; visits take no place."""

import pytest
from django.urls import reverse

from families.models import Consent
from groupsite.kit.errors import Refused
from sessions.models import Booking
from sessions.queries.room import room_of
from tests.cast import OccurrenceFactory, ProgrammeFactory, VenueFactory, bring

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


def test_no_way_leads_round_the_yes(amina, farm):
    for more in ({"wait": True}, {"wait": False}):
        with pytest.raises(Refused) as no:
            bring(farm, amina, **more)
        assert no.value.code == "agreed"


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
