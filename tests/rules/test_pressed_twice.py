"""A button is pressed twice, or the page is sent again after Back: one thing is made (TRUST T41)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from groupsite.outbox.models import Letter
from sessions.models import Action, Visitor
from tests.cast import OccurrenceFactory
from tests.journeys.test_joining_team import APPLY, SAID
from tests.rules.test_visitors import VISIT
from volunteers.models import Application, Reference, SmallJob

JOB = {"what": "Wash the cups", "where": "Kitchen", "minutes": "10", "in_sight": "on"}
ACTION = {"words": "Buy a rug", "owner": "", "due_on_0": "", "due_on_1": "", "due_on_2": ""}
VISITOR = {**VISIT, "starts": "", "ends": "", "confirmed": ""}
FORMS = [
    pytest.param("sessions:new_visitor", VISITOR, Visitor, id="a visitor"),
    pytest.param("sessions:new_action", ACTION, Action, id="a job after a session"),
    pytest.param("volunteers:small_jobs", JOB, SmallJob, id="a small job today"),
]


@pytest.fixture
def running(carol):
    occurrence = OccurrenceFactory()
    with time_machine.travel(occurrence.starts_at + timedelta(minutes=5), tick=False):
        yield occurrence


@pytest.mark.parametrize(("view", "sent", "made"), FORMS)
def test_the_same_form_makes_one_and_a_new_one_makes_another(view, sent, made, running, carol, sign_in):
    client, url = sign_in(carol), reverse(view, args=[running.code])
    for pressed, there in ((2, 1), (1, 2)):
        key = client.get(url).context["form"]["key"].value()
        for _ in range(pressed):
            assert client.post(url, sent | {"key": key}).status_code == 302
        assert made.objects.count() == there


def test_an_application_sent_twice_is_one_with_one_letter(client, carol):
    key = client.get(APPLY).context["form"]["key"].value()
    for _ in range(2):
        client.post(APPLY, SAID | {"key": key})
    assert (Application.objects.count(), Reference.objects.count()) == (1, 2)
    assert Letter.objects.filter(kind="application_made").count() == 1


def test_a_key_of_one_session_makes_nothing_of_another_vanish(running, carol, sign_in):
    other, client = OccurrenceFactory(), sign_in(carol)
    key = client.get(reverse("sessions:new_visitor", args=[running.code])).context["form"]["key"].value()
    for session in (running, other):
        client.post(reverse("sessions:new_visitor", args=[session.code]), VISITOR | {"key": key})
    assert Visitor.objects.count() == 2
