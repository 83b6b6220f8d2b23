"""Dev gives an hour: sees what is needed, takes a shift, is told, changes his mind."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import OccurrenceFactory, ProgrammeFactory, SignupFactory
from volunteers.models import Signup
from volunteers.services import needs

ROTA = reverse("volunteers:rota")


@pytest.fixture
def tuesday(carol):
    """Carol's group asks for one person at the door and one for tea."""
    programme = ProgrammeFactory(name="Tiny Tuesday")
    programme.leaders.add(carol)
    OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=4))
    needs.ask_for(programme, "Welcome at the door", by=carol, practises=["Putting people at ease"])
    needs.ask_for(programme, "Tea", by=carol)
    return programme


def button(page, words):
    """The value of the button whose words these are."""
    found = [part for part in page.content.decode().split("<button ") if words in part.split("</button>")[0]]
    return found[0].split('value="')[1].split('"')[0]


def test_dev_takes_a_shift_hears_of_it_and_gives_it_up(sign_in, dev, tuesday):
    client = sign_in(dev)
    page = client.get(ROTA)
    assert "Putting people at ease" in page.content.decode()

    page = client.post(reverse("volunteers:take"), {"shift": button(page, "Welcome at the door")}, follow=True)
    words = page.content.decode()
    assert "Thank you! You are down for “Welcome at the door”" in words
    assert "Your shifts" in words
    assert "No shift fits you just now" in words
    everything = client.get(ROTA, {"show": "all"}).content.decode()
    assert "You are down for “Welcome at the door” then" in everything  # so no tea

    delivery.sweep()
    assert [message.to for message in mail.outbox] == [["dev@example.org"]]

    mine = reverse("volunteers:mine", args=[Signup.objects.get().code])
    withdraw = reverse("volunteers:withdraw", args=[Signup.objects.get().code])
    assert mine in words
    assert withdraw in client.get(mine).content.decode()
    words = client.post(withdraw, follow=True).content.decode()
    assert "You are no longer down for this shift" in words
    assert "Your shifts" not in words
    assert words.count("I can do this") == 2


def test_dev_is_told_kindly_when_somebody_was_quicker(sign_in, dev, tuesday):
    client = sign_in(dev)
    page = client.get(ROTA)
    taken = button(page, "Tea")
    SignupFactory(shift=tuesday.needs.get(role="Tea").shifts.get())
    page = client.post(reverse("volunteers:take"), {"shift": taken}, follow=True)
    assert "We have enough people for this one now." in page.content.decode()
    assert not Signup.objects.filter(volunteer=dev).exists()


def test_somebody_elses_promise_is_not_there(sign_in, dev, tuesday):
    signup = SignupFactory(shift=tuesday.needs.get(role="Tea").shifts.get())
    answer = sign_in(dev).post(reverse("volunteers:withdraw", args=[signup.code]))
    assert answer.status_code == 404
    assert Signup.objects.get().state == "promised"


def test_opening_the_withdraw_link_changes_nothing(sign_in, dev, tuesday):
    signup = SignupFactory(shift=tuesday.needs.get(role="Tea").shifts.get(), volunteer=dev)
    assert sign_in(dev).get(reverse("volunteers:withdraw", args=[signup.code])).status_code == 405
    assert Signup.objects.get().state == "promised"


def test_dev_cannot_leave_by_the_page_once_the_shift_has_begun(sign_in, dev, tuesday):
    shift = tuesday.needs.get(role="Tea").shifts.get()
    signup = SignupFactory(shift=shift, volunteer=dev)
    type(shift).objects.filter(pk=shift.pk).update(starts_at=clock.now())
    page = sign_in(dev).post(reverse("volunteers:withdraw", args=[signup.code]), follow=True)
    assert "This shift has begun. Please tell the leader" in page.content.decode()
    assert Signup.objects.get().state == "promised"
