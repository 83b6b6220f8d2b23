"""Text messages: by the channels a carer chose, never at night, one each, and never lost with the provider."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection

from families.models import NewsBy
from families.rules.words import can_text
from groupsite.kit import clock
from groupsite.outbox import delivery, gsm
from groupsite.outbox.gateways import TryLater
from groupsite.outbox.models import Channel, Letter, State
from groupsite.outbox.services import post
from sessions.services.booking import give_up
from sessions.services.cancelling import cancel
from tests.cast import OccurrenceFactory, bring
from tests.provider import provider

NUMBER = "+447700900123"


@pytest.fixture
def texts(settings, tmp_path):
    with provider(tmp_path / "book") as server:
        settings.TEXT_URL, settings.TEXT_TOKEN, settings.TEXT_SENDER = server.url, "secret", "Acorns"
        settings.OUTBOX_GATEWAYS = settings.OUTBOX_GATEWAYS | {"text": "groupsite.outbox.texting.HttpTextGateway"}
        yield server


@pytest.fixture
def tuesday(db):
    hall = {"programme__venue__name": "St Mark’s Church Hall", "programme__heads_limit": 5}
    return OccurrenceFactory(programme__name="Tuesday stay and play", **hall)


def noon(occurrence, days=3):
    return clock.at(occurrence.day - timedelta(days=days), occurrence.programme.starts.replace(hour=12, minute=0))


def chooses(who, urgent="text", reminders="email"):
    who.carer.urgent_by, who.carer.reminders_by, who.carer.phone = urgent, reminders, NUMBER
    who.carer.save()


def called_off(occurrence, carol, at):
    with time_machine.travel(at, tick=False):
        delivery.sweep()
        mail.outbox.clear()
        cancel(occurrence, "Snow and ice.", by=carol)
        delivery.sweep()


# -- Which way it goes -----------------------------------------------------------------------------
WAYS = [
    pytest.param(NewsBy.EMAIL, NUMBER, (1, 0), id="by e-mail"),
    pytest.param(NewsBy.TEXT, NUMBER, (0, 1), id="by text"),
    pytest.param(NewsBy.BOTH, NUMBER, (1, 1), id="both"),
    pytest.param(NewsBy.TEXT, "", (1, 0), id="by text, but the number is gone"),
    pytest.param(NewsBy.TEXT, "+441174960123", (1, 0), id="by text, but to a landline"),
]


@pytest.mark.parametrize(("urgent", "phone", "went"), WAYS)
def test_urgent_news_goes_by_what_she_chose_and_once_by_each(urgent, phone, went, amina, carol, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina, urgent)
    amina.carer.phone = phone
    amina.carer.save()
    called_off(tuesday, carol, noon(tuesday))
    with time_machine.travel(noon(tuesday) + timedelta(hours=1)):
        delivery.sweep()
    assert (len(mail.outbox), len(texts.taken())) == went


def test_a_text_says_what_when_where_one_link_and_how_to_stop_and_no_childs_name(amina, carol, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina)
    called_off(tuesday, carol, noon(tuesday))
    (text,) = texts.taken()
    when = f"{clock.local(tuesday.starts_at):%a %-d %b} 9:30am"
    assert text["text"].startswith(f"Cancelled: Tuesday stay and play, {when}, St Mark's Church Hall.")
    assert (text["to"], text["from"], text["token"]) == (NUMBER, "Acorns", "Bearer secret")
    assert text["text"].count("http") == 1
    assert "stop texts" in text["text"]
    assert "Zain" not in text["text"]
    assert gsm.fits(text["text"]), gsm.length(text["text"])


def test_the_link_of_a_text_leads_to_her_booking_and_nobody_elses(amina, bea, carol, tuesday, texts, sign_in):
    booking = bring(tuesday, amina)
    chooses(amina)
    called_off(tuesday, carol, noon(tuesday))
    path = texts.taken()[0]["text"].split("http://localhost:8000")[1]
    assert str(booking.code) in sign_in(amina).get(path).url
    assert sign_in(bea).get(path).status_code == 404


def test_a_quiet_groups_text_does_not_say_which(amina, carol, tuesday, texts):
    tuesday.programme.discreet = True
    tuesday.programme.save()
    bring(tuesday, amina)
    chooses(amina)
    called_off(tuesday, carol, noon(tuesday))
    assert "Tuesday stay" not in texts.taken()[0]["text"]


def test_nobody_is_woken_the_text_goes_at_eight(amina, carol, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina, "both")
    night = clock.at(tuesday.day - timedelta(days=1), tuesday.starts_at.time().replace(hour=22))
    called_off(tuesday, carol, night)
    assert (len(mail.outbox), texts.taken()) == (1, [])
    with time_machine.travel(clock.at(tuesday.day, tuesday.starts_at.time().replace(hour=8, minute=0))):
        delivery.sweep()
    assert (len(mail.outbox), len(texts.taken())) == (1, 1)


def test_who_stops_texts_overnight_gets_the_news_by_e_mail(amina, carol, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina)
    night = clock.at(tuesday.day - timedelta(days=1), tuesday.starts_at.time().replace(hour=22))
    called_off(tuesday, carol, night)
    chooses(amina, "email")
    with time_machine.travel(night + timedelta(hours=11)):
        delivery.sweep()
    assert (len(mail.outbox), texts.taken()) == (1, [])


def test_reminders_and_offers_go_as_texts_too_each_by_its_own_choice(amina, bea, tuesday, texts):
    held, _turn = bring(tuesday, amina), bring(tuesday, bea)
    chooses(bea, "text", "text")
    with time_machine.travel(noon(tuesday), tick=False):
        delivery.sweep()
        give_up(held, by=amina)
        delivery.sweep()
    (offer,) = texts.taken()
    assert offer["text"].startswith("Place free: Tuesday stay and play")
    assert "Answer by" in offer["text"]


def test_a_reminder_comes_as_a_text_and_not_as_a_letter(amina, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina, "email", "text")
    with time_machine.travel(clock.evening_before(tuesday.starts_at), tick=False):
        delivery.sweep()
        delivery.sweep()
    (reminder,) = texts.taken()
    assert reminder["text"].startswith("See you: Tuesday stay and play")
    assert not [letter for letter in mail.outbox if letter.subject.startswith("See you")]


# -- A provider that refuses, fails, or is away ----------------------------------------------------
def test_a_number_the_provider_refuses_gets_the_news_by_e_mail_at_once(amina, carol, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina)
    texts.answer = 422
    called_off(tuesday, carol, noon(tuesday))
    assert [letter.subject.split(":")[0] for letter in mail.outbox] == ["Cancelled"]
    assert Letter.objects.get(channel=Channel.TEXT).state == State.DEAD


def test_a_provider_that_is_away_gets_five_tries_and_then_the_e_mail_goes(amina, carol, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina)
    texts.answer = 503
    called_off(tuesday, carol, noon(tuesday))
    for minutes in range(1, 25):
        with time_machine.travel(noon(tuesday) + timedelta(minutes=minutes), tick=False):
            delivery.sweep()
    row = Letter.objects.get(channel=Channel.TEXT)
    assert (row.state, row.reason, len(mail.outbox)) == (State.DEAD, "provider said 503, 5 tries", 1)


def test_a_text_that_was_tried_again_is_one_text(amina, carol, tuesday, texts):
    bring(tuesday, amina)
    chooses(amina, "both")
    texts.answer = 500
    called_off(tuesday, carol, noon(tuesday))
    texts.answer = 201
    with time_machine.travel(noon(tuesday) + timedelta(minutes=5), tick=False):
        delivery.sweep()
        delivery.sweep()
    assert (len(mail.outbox), len(texts.taken())) == (1, 1)


def test_an_e_mail_that_is_tried_again_brings_no_second_text(amina, carol, tuesday, texts, monkeypatch):
    def silent(*args, **kwargs):
        raise TryLater("silent")

    bring(tuesday, amina)
    chooses(amina, "both")
    with monkeypatch.context() as away:
        away.setattr("groupsite.outbox.gateways.EmailGateway.send", silent)
        called_off(tuesday, carol, noon(tuesday))
    with time_machine.travel(noon(tuesday) + timedelta(minutes=5), tick=False):
        delivery.sweep()
        delivery.sweep()
    assert len([letter for letter in mail.outbox if letter.subject.startswith("Cancelled")]) == 1
    assert len(texts.taken()) == 1


def test_a_provider_nobody_reaches_is_asked_later(amina, carol, tuesday, texts, settings):
    bring(tuesday, amina)
    chooses(amina)
    settings.TEXT_URL = "http://127.0.0.1:1/messages"
    called_off(tuesday, carol, noon(tuesday))
    row = Letter.objects.get(channel=Channel.TEXT)
    assert (row.state, row.reason, mail.outbox) == (State.READY, "ConnectError", [])


KILLS, TEXTS = 2, 40


def drill(server, user):
    """As the drill of letters: kill the worker in the middle, again and again, then let one finish."""
    for n in range(TEXTS):
        post("drill", to=user, about=user, due=clock.now() - timedelta(seconds=n))
    worker = [sys.executable, "-m", "tests.rules.outbox_worker", connection.settings_dict["NAME"]]
    worker += ["groupsite.outbox.texting.HttpTextGateway", server.url]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "groupsite.settings_test"}
    for _ in range(KILLS):
        sent = len(server.taken())
        process = subprocess.Popen(worker, env=env)
        while process.poll() is None and len(server.taken()) <= sent + 8:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.03))
        process.kill()
        process.wait()
    while Letter.objects.exclude(state=State.SENT).exists():
        time.sleep(1.1)
        subprocess.run(worker, env=env, check=True)
    return [text["reference"] for text in server.taken()]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_among_texts_loses_none_and_doubles_none_at_a_provider(texts, amina):
    references = drill(texts, amina)
    assert sorted(references) == sorted(str(code) for code in Letter.objects.values_list("code", flat=True))


# -- What fits, and which number takes it ----------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "sent"),
    [("St Mark’s – hall…", "St Mark's - hall..."), ("Zoë", "Zoe"), ("Łódź café", "Łodz café"), ("“£2”", '"£2"')],
)
def test_signs_no_phone_has_become_plain_ones(typed, sent):
    assert gsm.plain(typed) == sent


@pytest.mark.parametrize(
    ("text", "one"), [("a" * 160, True), ("a" * 161, False), ("€" * 80, True), ("€" * 81, False), ("Ł", False)]
)
def test_one_text_is_160_signs_and_some_count_twice(text, one):
    assert gsm.fits(text) is one


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        (NUMBER, True),
        ("+441174960123", False),
        ("+447090123456", False),
        ("+33612345678", True),
        ("+33142345678", False),
        ("", False),
    ],
)
def test_only_a_mobile_takes_texts(number, mobile):
    assert can_text(number) is mobile
