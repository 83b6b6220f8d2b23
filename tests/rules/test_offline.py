"""The one page a browser may keep, and the door through which a phone tells what it has kept (docs/decisions/0008)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from families.services.household import change_child
from groupsite.kit import clock
from sessions.models import Booking, DoorNote, Press
from sessions.pages.since import changed_since
from sessions.services.booking import give_up
from tests.cast import OccurrenceFactory, bring, person
from tests.house.addresses import every_address
from tests.house.test_access import url_of
from tests.places import Cast


@pytest.fixture
def morning(amina, bea):
    occurrence = OccurrenceFactory()
    occurrence.amina, occurrence.bea = bring(occurrence, amina), bring(occurrence, bea)
    with time_machine.travel(occurrence.starts_at - timedelta(minutes=10), tick=False) as clock:
        occurrence.clock = clock
        yield occurrence


def queue(occurrence, *more):
    tick = {"key": str(uuid4()), "booking": occurrence.amina.pk, "head": None, "says": "here"}
    return json.dumps([tick | {"at": clock.now().isoformat()}, *more])


def said(occurrence):
    return reverse("sessions:said", args=[occurrence.code])


def test_only_the_register_the_list_for_a_fire_and_a_champions_log_may_be_kept(amina, carol, sign_in):
    cast = Cast(amina, carol)
    carol.roles = [*carol.roles, "champion"]
    carol.save()
    client = sign_in(carol)
    kept = [it.name for it in every_address() if client.get(url_of(it, cast)).has_header("Offline-Until")]
    assert sorted(kept) == ["portal:evacuation", "sessions:register", "volunteers:log_chat"]


def test_the_browser_itself_is_told_to_keep_neither_and_the_copy_ends_with_the_register(morning, carol, sign_in):
    page = sign_in(carol).get(reverse("sessions:register", args=[morning.code]))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Signed-In"] == str(carol.code)
    assert int(page.headers["Offline-Until"]) == (morning.ends_at + timedelta(hours=24)).timestamp()


def test_the_worker_sees_every_page_turn_and_says_nothing_of_anybody(client, db):
    worker = client.get(reverse("sessions:worker"))
    assert (worker.headers["Service-Worker-Allowed"], worker.headers["Content-Type"]) == ("/", "text/javascript")


def test_what_one_person_pressed_is_never_sent_by_another(morning, carol, sign_in):
    other = person("Olu", "coordinator")
    answer = sign_in(other).post(said(morning), {"who": str(carol.code), "queue": queue(morning)})
    assert answer.status_code == 409
    assert not Press.objects.exists()


def test_a_queue_from_elsewhere_is_refused(morning, carol):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)
    sent = {"who": str(carol.code), "queue": queue(morning)}
    assert client.post(said(morning), sent).status_code == 403


def test_a_closed_register_takes_nothing(morning, sign_in):
    lena = person("Lena", "leader")
    morning.programme.leaders.add(lena)
    sent = {"who": str(lena.code), "queue": queue(morning)}
    morning.clock.move_to(morning.ends_at + timedelta(hours=25))
    assert sign_in(lena).post(said(morning), sent).status_code == 404


UNREADABLE = [{}, {"key": "x"}, 7, None, {"key": "0" * 32, "booking": True}, {"names": "Gwen", "heads": 0}]


@pytest.mark.parametrize("thing", UNREADABLE, ids=str)
def test_what_makes_no_sense_is_left_out_and_the_rest_counts(thing, morning, carol, sign_in):
    sent = {"who": str(carol.code), "queue": queue(morning, thing)}
    answer = sign_in(carol).post(said(morning), sent).json()
    assert [one["state"] for one in answer["answers"]] == ["kept"]
    assert Booking.objects.get(attendance="came") == morning.amina


UNREADABLE_WHOLE = ["[" * 100_000, "[" + "9" * 5000 + "]", "{", "7"]


@pytest.mark.parametrize("queue", UNREADABLE_WHOLE, ids=["boxes in boxes", "a number without end", "half", "no list"])
def test_a_queue_that_cannot_be_read_is_no_fault_of_the_house(queue, morning, carol, sign_in):
    assert sign_in(carol).post(said(morning), {"who": str(carol.code), "queue": queue}).status_code == 400


def test_half_a_sign_is_no_name(morning, carol, sign_in):
    sent = {"who": str(carol.code), "queue": json.dumps([noted("Gwen \ud800"), noted("Ivy")])}
    assert len(sign_in(carol).post(said(morning), sent).json()["answers"]) == 1
    assert DoorNote.objects.get().names == "Ivy"


AT_THE_ENDS_OF_TIME = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@pytest.mark.parametrize("at", [*AT_THE_ENDS_OF_TIME, "9999-01-01T00:00:00Z", "1999-01-01T00:00:00Z"])
def test_no_phone_dates_a_note_so_that_the_register_breaks_or_its_names_are_kept_for_ever(at, morning, carol, sign_in):
    client, sent = sign_in(carol), {"who": str(carol.code), "queue": json.dumps([noted("Gwen", at)])}
    assert client.post(said(morning), sent).status_code == 200
    assert client.get(reverse("sessions:register", args=[morning.code]), {"since": at}).status_code == 200
    assert all(note.pressed_at == clock.now() for note in DoorNote.objects.all())


def noted(names, at=None):
    return {"key": str(uuid4()), "names": names, "heads": 1, "at": at or clock.now().isoformat()}


def test_nobody_is_noted_over_the_fire_limit(morning, carol, sign_in):
    client, note = sign_in(carol), reverse("sessions:note", args=[morning.code])
    morning.programme.venue.fire_limit = 4
    morning.programme.venue.save()
    client.post(note, {"names": "Gwen, Ivy", "heads": 2})
    page = client.post(note, {"names": "Cleo", "heads": 1}, follow=True).content.decode()
    assert "The fire limit of 4 is reached" in page
    assert DoorNote.objects.count() == 1


def test_she_reads_what_has_changed_since_she_opened_it(morning, amina, bea, carol, sign_in):
    opened = clock.now()
    page = reverse("sessions:register", args=[morning.code])
    assert changed_since(morning, opened) == []
    morning.clock.shift(timedelta(minutes=2))
    give_up(morning.bea, by=bea)
    zain = amina.carer.family.children.get(first_name="Zain")
    change_child(zain, {"allergies": "egg", "allergy_action": "Ring me."}, by=amina)
    shown = sign_in(carol).get(page, {"since": opened.isoformat()}).content.decode()
    for words in ("Given up: Bea", "Allergies or health of Zain have changed"):
        assert words in shown
    assert sign_in(carol).get(page, {"since": "never"}).status_code == 200
