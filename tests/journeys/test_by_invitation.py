"""Lena gives the places of a small group: an invited family books as anywhere, and nobody else learns who was asked."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from sessions.models import Booking, Invite
from sessions.services.inviting import ask
from tests.cast import BookingFactory, OccurrenceFactory, PartyMemberFactory, bring, course, join, person


@pytest.fixture
def tea(db):
    return OccurrenceFactory(programme__name="Tea and play", programme__by_invitation=True, programme__heads_limit=8)


@pytest.fixture
def lena(tea):
    lena = person("Lena", "leader")
    tea.programme.leaders.add(lena)
    return lena


def at(occurrence):
    return reverse("sessions:session", args=[occurrence.code])


def test_lena_asks_a_family_from_the_groups_page_and_amina_says_yes_and_books(lena, amina, tea, sign_in):
    BookingFactory(
        occurrence=OccurrenceFactory(programme=tea.programme, day=tea.day - timedelta(days=28)),
        family=amina.carer.family,
    )
    client, address = sign_in(lena), reverse("sessions:asked", args=[tea.programme.code])
    assert address in client.get(reverse("sessions:group", args=[tea.programme.code])).content.decode()
    page = client.get(address, {"q": "Amina"}).content.decode()
    assert str(amina.carer.family.code) in page
    client.post(reverse("sessions:ask", args=[tea.programme.code]), {"family": amina.carer.family.code})
    sweep()
    (letter,) = mail.outbox
    assert letter.subject == "Would you like to come? Tea and play"
    path = re.search(r"http://[^/\s]+(/sessions/asked/\S+)", letter.body).group(1)
    client = sign_in(amina)
    assert "Yes, book a place" in client.get(path).content.decode()
    assert Invite.objects.get().answer == ""  # the link only showed
    page = client.post(f"{path}answer/", {"answer": "yes"}, follow=True)
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    page = client.post(reverse("sessions:book", args=[tea.code]), sent, follow=True).content.decode()
    assert "You are booked" in page
    page = sign_in(lena).get(address).content.decode()
    assert "Has a place" in page


def sign_on_the_list(client, *pages):
    """What stands beside it on What's on and on the group's own page."""
    pages = [client.get(page).content.decode() for page in pages]
    found = [re.search("Ask us for a place|Room for [0-9]+ more people", page)[0] for page in pages]
    return found[0] if len(set(found)) == 1 else found


def test_whom_lena_asked_reads_how_many_places_are_left_and_others_do_not(lena, amina, bea, tea, client, sign_in):
    lists = reverse("sessions:timetable"), reverse("sessions:programme", args=[tea.programme.code])
    ask(tea.programme, amina.carer.family, by=lena)
    assert sign_on_the_list(sign_in(amina), *lists) == "Room for 6 more people"
    assert sign_on_the_list(sign_in(bea), *lists) == "Ask us for a place"
    client.logout()
    assert sign_on_the_list(client, *lists) == "Ask us for a place"


def test_lena_reads_how_many_places_she_may_still_give(lena, tea, sign_in):
    assert sign_on_the_list(sign_in(lena), reverse("sessions:book_ahead")) == "Room for 6 more people"


def test_another_family_sees_an_ordinary_page_and_how_to_ask(bea, tea, sign_in):
    client = sign_in(bea)
    page = client.get(at(tea)).content.decode()
    assert "The leaders give the places here." in page
    assert "Who comes?" not in page
    words = re.sub("<[^>]+>", " ", page.split("<main")[1]).lower()
    assert not re.search("target|invit|chosen|select", words)
    with pytest.raises(Refused) as no:
        bring(tea, bea)
    assert no.value.code == "asked"


def shows(client, occurrence, name="Tea and play"):
    """Every page, file and list that anybody may open about it, without what differs each time."""
    group = occurrence.programme.code
    addresses = [
        reverse("sessions:timetable"),
        at(occurrence),
        reverse("sessions:calendar", args=[occurrence.code]),
        *(reverse(f"sessions:{page}", args=[group]) for page in ("group_calendar", "poster", "embedded", "programme")),
    ]
    pages = [client.get(address).content.decode() for address in addresses]
    assert all(name in page for page in pages)
    return [re.sub(r"csrf\S+ value=\"[^\"]+\"|nonce=\"[^\"]+\"|DTSTAMP\S+", "", page) for page in pages]


def fill(occurrence, heads):
    booking = BookingFactory(occurrence=occurrence)
    for _ in range(heads):
        PartyMemberFactory(booking=booking, carer__is_main=False)
    ask(occurrence.programme, booking.family, by=person("Carl", "leader"))


def test_nothing_that_others_can_open_changes_with_who_is_asked_or_comes(bea, tea, sign_in):
    client = sign_in(bea)
    before = shows(client, tea)
    fill(tea, 6)
    assert shows(client, tea) == before


def test_a_full_one_says_the_same_to_others_as_an_empty_one_and_to_the_other_home_of_a_child(amina, bea, tea):
    zain = amina.carer.family.children.order_by("pk").first()
    zain.homes.create(family=bea.carer.family)
    said = []
    for act in (lambda: None, lambda: ask(tea.programme, amina.carer.family, by=amina), lambda: bring(tea, amina)):
        act()
        with pytest.raises(Refused) as no:
            bring(tea, bea, wait=False)
        said.append((no.value.code, str(no.value.message)))
    assert len(set(said)) == 1


def test_a_course_by_invitation_keeps_the_same_silence(amina, bea):
    programme = course(by_invitation=True)
    ask(programme, amina.carer.family, by=amina)
    assert join(programme, amina).state == "booked"
    with pytest.raises(Refused) as no:
        join(programme, bea)
    assert no.value.code == "asked"


def test_another_leader_neither_sees_nor_asks(amina, tea, sign_in):
    client, code = sign_in(person("Lou", "leader")), tea.programme.code
    assert client.get(reverse("sessions:asked", args=[code])).status_code == 404
    sent = {"family": amina.carer.family.code}
    assert client.post(reverse("sessions:ask", args=[code]), sent).status_code == 404
    assert not Invite.objects.exists()


def test_taken_back_the_family_cannot_book_any_more(lena, amina, tea, sign_in):
    invite = ask(tea.programme, amina.carer.family, by=lena)
    sign_in(lena).post(reverse("sessions:take_back_invite", args=[tea.programme.code, invite.code]))
    with pytest.raises(Refused):
        bring(tea, amina)
    assert not Booking.objects.exists()


def test_lena_asks_only_families_she_looks_after(lena, bea, tea, sign_in):
    client, address = sign_in(lena), reverse("sessions:ask", args=[tea.programme.code])
    assert client.post(address, {"family": bea.carer.family.code}).status_code == 404
    assert not Invite.objects.exists()


def test_bea_neither_reads_nor_answers_what_amina_was_asked(amina, bea, lena, tea, sign_in):
    invite = ask(tea.programme, amina.carer.family, by=lena)
    client = sign_in(bea)
    assert client.get(reverse("sessions:invite", args=[invite.code])).status_code == 404
    assert client.post(reverse("sessions:answer_invite", args=[invite.code]), {"answer": "no"}).status_code == 404
    invite.refresh_from_db()
    assert invite.answer == ""
