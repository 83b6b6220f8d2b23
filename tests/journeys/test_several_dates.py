"""A parent ticks several dates of one group, and each date stands for itself."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.models import Booking
from tests.cast import OccurrenceFactory, ProgrammeFactory, bring


@pytest.fixture
def tuesdays(db):
    programme = ProgrammeFactory(name="Tuesday play", heads_limit=8)
    return [OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=7 * n)) for n in (1, 2, 3, 4)]


def choose(client, first, *dates, **more):
    """From the session's page by its link: the dates are ticked."""
    address = reverse("sessions:more_dates", args=[first.code])
    assert address in client.get(reverse("sessions:session", args=[first.code])).content.decode()
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    sent |= {"dates": [str(each.code) for each in dates], "wait": "on"} | more
    return address, sent


def test_amina_books_three_dates_in_one_act_and_gets_one_letter(amina, tuesdays, sign_in):
    client = sign_in(amina)
    address, sent = choose(client, tuesdays[0], *tuesdays[:3])
    page = client.post(address, sent, follow=True).content.decode()
    assert page.count("You are booked") == 3
    sweep()
    (letter,) = mail.outbox
    assert letter.subject == "Your dates: 3 dates"
    assert letter.attachments[0][1].count("BEGIN:VEVENT") == 3
    assert Letter.objects.filter(kind="session_reminder").count() == 3, "one for each date (pretix#1289)"


@pytest.mark.parametrize(
    ("wait", "says"),
    [
        pytest.param({}, ["You are on the waiting list"], id="she waits where it is full"),
        pytest.param({"wait": ""}, ["Not booked", "There is room for 2 more people, and you are 3."], id="or not"),
    ],
)
def test_each_date_stands_for_itself(amina, bea, tuesdays, sign_in, wait, says):
    bring(tuesdays[1], bea)
    type(tuesdays[1]).objects.filter(pk=tuesdays[1].pk).update(heads_limit=6)
    client = sign_in(amina)
    address, sent = choose(client, tuesdays[0], *tuesdays[:3])
    page = client.post(address, sent | wait, follow=True).content.decode()
    assert page.count("You are booked") == 2
    assert [page.count(words) for words in says] == [1] * len(says)


def test_pressing_twice_books_each_date_once(amina, tuesdays, sign_in):
    client = sign_in(amina)
    address, sent = choose(client, tuesdays[0], *tuesdays[:2])
    pages = [client.post(address, sent) for _ in range(3)]
    assert len({page.url for page in pages}) == 1
    assert Booking.objects.count() == 2
    assert Letter.objects.filter(kind="dates_booked").count() == 1
    assert "Tick at least one date." in client.post(address, sent | {"dates": []}).content.decode()


def test_what_is_booked_is_not_offered_again_and_nobody_else_reads_it(amina, bea, tuesdays, sign_in):
    client = sign_in(amina)
    address, sent = choose(client, tuesdays[0], *tuesdays)
    told = client.post(address, sent).url
    assert "No more dates to book" in client.get(address).content.decode()
    assert sign_in(bea).get(told).status_code == 404
