"""Feeds answer one address so often a minute, whichever process it asks, and never fail for the counting."""

from functools import partial

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from groupsite.kit import clock, turnstile
from groupsite.portal.feeds import keys
from tests.cast import ProgrammeFactory, ReferenceFactory
from tests.rules.test_booking_races import race
from volunteers.queries.joining import token_of
from volunteers.services.how_i_help import new_calendar_link
from volunteers.views import arrivals, counting, joining


def asked_from(address):
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.mark.django_db
def test_every_calendar_and_the_directory_say_when_to_come_back(settings, amina, dev):
    settings.OPEN_FEED_A_MINUTE = 0
    calendars = [
        reverse("portal:feed", args=[keys.renew(amina)]),
        reverse("volunteers:feed", args=[new_calendar_link(dev)]),
        reverse("sessions:group_calendar", args=[ProgrammeFactory().code]),
    ]
    answers = [Client().get(path) for path in [*calendars, reverse("signposting:feed_services")]]
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [(429, "60")] * 4
    settings.OPEN_FEED_A_MINUTE = 10
    assert {Client().get(path).status_code for path in calendars} == {200}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["came_by", "check_record", "reference"])
def test_whoever_tries_words_or_floods_a_form_is_asked_to_come_back(name):
    cache.clear()
    view = {"came_by": arrivals, "check_record": counting, "reference": joining}[name]
    asked = ReferenceFactory(asked_at=clock.now())
    args = {"came_by": ["aaaaa"], "reference": [token_of(asked)]}.get(name, [])
    path = reverse(f"volunteers:{name}", args=args)
    client = Client()
    send = client.get if name == "came_by" else partial(client.post, data={"text": "x"})
    answers = [send(path).status_code for _try in range(view.MOST_A_MINUTE)]
    assert set(answers) == {404 if name == "came_by" else 200}
    late = send(path)
    assert (late.status_code, 0 < int(late.headers["Retry-After"]) <= 60) == (429, True)
    assert "Please wait a moment" in late.content.decode()
    assert send(path, REMOTE_ADDR="192.0.2.99").status_code != 429, "somebody else"
    if name != "came_by":
        assert client.get(path).status_code == 200, "reading is free"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["help", "apply", "check_record", "reference"])
def test_every_open_form_has_a_box_that_only_machines_fill_in(name):
    args = [token_of(ReferenceFactory(asked_at=clock.now()))] if name == "reference" else []
    path = reverse(f"volunteers:{name}", args=args)
    assert 'name="website"' in Client().get(path).content.decode()
    assert "Please leave the hidden box empty" in Client().post(path, {"website": "x"}).content.decode()


@pytest.mark.django_db
def test_each_address_has_a_minute_of_its_own_and_nobody_reads_it_from_the_table(settings, time_machine):
    cache.clear()
    settings.OPEN_FEED_A_MINUTE = 2
    time_machine.move_to("2026-03-02T09:00:20Z", tick=False)
    waits = [turnstile.seconds_to_wait(asked_from("192.0.2.7"), "calendar") for _ask in range(3)]
    assert waits == [0, 0, 60]
    time_machine.shift(20)
    assert turnstile.seconds_to_wait(asked_from("192.0.2.7"), "calendar") == 40
    assert turnstile.seconds_to_wait(asked_from("192.0.2.8"), "calendar") == 0
    assert turnstile.seconds_to_wait(asked_from("192.0.2.7"), "directory") == 0
    time_machine.shift(40)
    assert turnstile.seconds_to_wait(asked_from("192.0.2.7"), "calendar") == 0
    time_machine.shift(-3600)
    waits = [turnstile.seconds_to_wait(asked_from("192.0.2.7"), "calendar") for _ask in range(3)]
    assert waits == [0, 0, 60], "a clock that was set back locks nobody out"
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache WHERE cache_key LIKE 'turnstile:%%'")
        kept = [key for (key,) in cursor.fetchall()]
    assert len(kept) == 3
    assert not any("192.0.2" in key for key in kept)


@pytest.mark.django_db
def test_the_many_new_addresses_of_one_household_count_as_one(settings):
    cache.clear()
    settings.OPEN_FEED_A_MINUTE = 2
    asked = [f"2001:db8::{n}" for n in range(1, 4)]
    waits = [turnstile.seconds_to_wait(asked_from(each), "calendar") > 0 for each in asked]
    assert waits == [False, False, True]
    assert turnstile.seconds_to_wait(asked_from("2001:db8:0:1::1"), "calendar") == 0
    old = [f"::ffff:192.0.2.{n}" for n in range(1, 4)]
    assert not any(turnstile.seconds_to_wait(asked_from(each), "calendar") for each in old), "these are not one house"


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("races")
def test_processes_count_together_and_go_on_without_the_table(settings, monkeypatch, caplog):
    cache.clear()
    settings.OPEN_FEED_A_MINUTE = 20
    ask = partial(turnstile.seconds_to_wait, asked_from("192.0.2.9"), "calendar")
    assert race([ask] * 30).count(0) == 20
    cache.clear()
    monkeypatch.setattr(turnstile, "COUNT", turnstile.COUNT.replace('INTO "cache"', "INTO gone"))
    assert race([ask] * 30).count(0) == 30
    assert "questions for calendar are not counted" in caplog.text
