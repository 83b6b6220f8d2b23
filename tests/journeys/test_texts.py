"""Amina chooses texts from My family, gets one when a day is off, and stops them from its link."""

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.services.cancelling import cancel
from tests.cast import OccurrenceFactory, bring

MINE = reverse("families:mine")


@pytest.fixture
def home(amina, sign_in):
    return sign_in(amina)


@pytest.fixture
def choose(home, amina):
    url = reverse("families:carer_part", args=[amina.carer.code, "letters"])

    def _choose(**said):
        given = {"urgent_by": "email", "reminders_by": "email", "contact_by": "email", "wants": ["reminders"]}
        return home.post(url, given | said, follow=True).content.decode()

    _choose.url = url
    return _choose


@pytest.fixture
def by_day(time_machine):
    """It is noon, so that nobody is woken."""
    time_machine.move_to(clock.local(clock.now()).replace(hour=12, minute=0), tick=False)


def test_she_chooses_a_text_for_urgent_news_and_gets_it(by_day, home, choose, amina, carol):
    assert choose.url in home.get(MINE).content.decode()
    page = choose(urgent_by="text", phone="07700 900 123")
    assert "Urgent news: by text message. Reminders: by e-mail." in page
    tuesday = OccurrenceFactory()
    bring(tuesday, amina)
    sweep()
    mail.outbox.clear()
    cancel(tuesday, "The boiler is broken.", by=carol)
    sweep()
    text = Letter.objects.get(channel="text")
    assert (text.state, text.address, mail.outbox) == ("sent", "+447700900123", [])
    assert "The boiler is broken." in text.text


def test_the_link_of_a_text_leads_to_where_texts_stop(by_day, home, choose, amina):
    booking = bring(OccurrenceFactory(), amina)
    short = reverse("short_booking", args=[booking.code])
    assert "Stop or change texts" not in home.get(short, follow=True).content.decode()
    choose(urgent_by="both", phone="07700 900 123")
    page = home.get(short, follow=True).content.decode()
    assert f'href="{choose.url}"' in page
    assert "Urgent news" not in choose()


@pytest.mark.parametrize("phone", ["", "0117 496 0123"])
def test_texts_without_a_mobile_are_refused_and_it_says_what_to_do(choose, amina, phone):
    page = choose(reminders_by="text", phone=phone)
    assert "Texts need a mobile number. Enter one, like 07700 900123, or choose e-mail." in page
    amina.carer.refresh_from_db()
    assert amina.carer.reminders_by == "email"


def test_where_nobody_sends_texts_nobody_is_asked(home, choose, amina, settings):
    settings.OFFER_TEXTS = False
    assert "urgent_by" not in home.get(choose.url).content.decode()
    assert "Saved." in choose(contact_note="Mornings")
