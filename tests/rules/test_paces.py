"""Every form that strangers may send, and every code that may be tried, has a pace of its own that holds."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from groupsite.kit import clock
from signposting.models import Report
from tests.cast import OccurrenceFactory, ServiceFactory, SmallJobFactory, client_of
from volunteers.models import Application, Enquiry, SmallJob
from volunteers.queries.today import token_of

TWO = {"first_name": "Tim", "first_email": "tim@example.org", "second_name": "Anna", "second_email": "a@example.org"}


def to_apply(amina):
    said = {"name": "Hannah", "email": "hannah@example.org"} | TWO
    return "offer_help", Client(), reverse("volunteers:apply"), said, Application


def to_offer_help(amina):
    said = {"name": "Ann", "email": "ann@example.org", "purpose": "help", "message": "Tuesdays"}
    return "offer_help", Client(), reverse("volunteers:help"), said, Enquiry


def to_help_today(amina):
    now = clock.now()
    running = OccurrenceFactory(starts_at=now - timedelta(minutes=30), ends_at=now + timedelta(hours=1))
    job, _other = SmallJobFactory.create_batch(2, occurrence=running)
    said = {"name": "Amina", "job": str(job.code)}
    return "help_today", Client(), reverse("volunteers:help_today", args=[token_of(running)]), said, SmallJob


def to_report(amina):
    path = reverse("signposting:report", args=[ServiceFactory().code])
    return "report", Client(), path, {"topic": Report.Topic.values[0]}, Report


def to_share_a_list(amina):
    return "share_list", Client(), reverse("signposting:share_list"), {}, None


def to_ask_for_a_code(amina):
    return "again", client_of(amina), reverse("again"), {"send": "yes"}, None


def to_try_a_code(amina):
    client = client_of(amina)
    client.post(reverse("again"), {"send": "yes"})
    return "again_try", client, reverse("again"), {"code": "000000"}, None


WAYS = [to_apply, to_offer_help, to_help_today, to_report, to_share_a_list, to_ask_for_a_code, to_try_a_code]


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_one_more_than_its_pace_is_asked_to_wait_and_nothing_is_kept(way, amina, settings):
    cache.clear()
    action, client, path, said, kept = way(amina)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {action: "2/h/ip"}
    answers = [client.post(path, said).status_code for _press in range(2)]
    assert max(answers) < 400
    before = kept.objects.count() if kept else 0
    late = client.post(path, said)
    assert late.status_code == 429
    assert (kept.objects.count() if kept else 0) == before
    cache.clear()
