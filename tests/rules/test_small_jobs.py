"""Ten-minute jobs: the first to say yes has it, one at a time, only during the session, and nobody's name is shown."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.personal import forget
from tests.cast import OccurrenceFactory, SmallJobFactory
from volunteers.models import SmallJob
from volunteers.rules.today import is_open, token_of
from volunteers.services import today


@pytest.fixture
def running(db):
    now = clock.now()
    return OccurrenceFactory(starts_at=now - timedelta(minutes=30), ends_at=now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        pytest.param(-121, False, id="too early"),
        pytest.param(-120, True, id="two hours before"),
        pytest.param(89, True, id="the last minute"),
        pytest.param(90, False, id="over"),
    ],
)
def test_the_link_is_awake_around_the_session(minutes, says, db):
    session = OccurrenceFactory()
    assert is_open(session, session.starts_at + timedelta(minutes=minutes)) is says
    session.cancelled_at = clock.now()
    assert not is_open(session, session.starts_at)


def test_the_first_to_say_yes_has_it(running):
    job = SmallJobFactory(occurrence=running)
    today.claim(job, "amina")
    with pytest.raises(Refused, match="quicker"):
        today.claim(job, "Bea")
    assert SmallJob.objects.get().name == "Amina"


def test_a_name_that_grows_as_a_capital_still_has_room(running, client):
    job = SmallJobFactory(occurrence=running)
    taken = {"job": str(job.code), "name": ("ß " * 20).strip()}
    assert client.post(reverse("volunteers:help_today", args=[token_of(running)]), taken).status_code == 200
    assert SmallJob.objects.get().name.startswith("Ss Ss")


def test_one_job_at_a_time_for_each_name(running, carol):
    first, second = SmallJobFactory.create_batch(2, occurrence=running)
    today.claim(first, "Amina")
    with pytest.raises(Refused, match="has a job already"):
        today.claim(second, " AMINA ")
    today.settle(SmallJob.objects.get(pk=first.pk), by=carol, done=True)
    today.claim(second, "Amina")


def test_a_job_that_could_not_be_done_is_free_again(running, carol):
    job = today.claim(SmallJobFactory(occurrence=running), "Amina")
    today.settle(job, by=carol, done=False)
    assert (SmallJob.objects.free().count(), SmallJob.objects.get().name) == (1, "")


def test_names_are_forgotten_also_of_jobs_that_nobody_said_were_done(running):
    for job, name in zip(SmallJobFactory.create_batch(2, occurrence=running), ("Amina", "Bea"), strict=True):
        today.claim(job, name)
    forget(SmallJob.objects.all())
    assert list(SmallJob.objects.values_list("name", flat=True)) == ["", ""]


def test_no_more_jobs_than_anybody_would_read(running, carol):
    SmallJobFactory.create_batch(today.MOST_JOBS, occurrence=running)
    with pytest.raises(Refused, match="Wait until some are taken"):
        today.post_job(running, "Tea", by=carol, where="Kitchen", minutes=5)


def test_from_the_leaders_list_to_a_strangers_tap_and_thanks(running, carol, sign_in, client):
    cache.clear()
    leader = sign_in(carol)
    assert leader.get(reverse("volunteers:today")).url == reverse("volunteers:small_jobs", args=[running.code])
    jobs = reverse("volunteers:small_jobs", args=[running.code])
    said = {"what": "Wash the cups", "where": "Kitchen", "minutes": "10"}
    page = leader.post(jobs, said).content.decode()
    assert "Only post jobs that are safe for anybody to do" in page
    page = leader.post(jobs, said | {"in_sight": "on"}, follow=True).content.decode()
    link = reverse("volunteers:help_today", args=[token_of(running)])
    assert link in page

    stranger = type(client)()
    job = SmallJob.objects.get()
    assert str(job.code) in stranger.get(link).content.decode()
    page = stranger.post(link, {"name": "Amina", "job": str(job.code)}).content.decode()
    assert "Thank you, Amina!" in page
    other = type(client)()
    page = other.get(link).content.decode()
    assert ("Amina" in page, "Nothing to do just now" in page) == (False, True)
    assert "quicker" in other.post(link, {"name": "Bea", "job": str(job.code)}).content.decode()
    assert "Amina" in leader.get(jobs).content.decode()
    leader.post(reverse("volunteers:settle", args=[running.code]), {"done": str(job.code)})
    assert SmallJob.objects.get().done_at


@pytest.mark.parametrize("token", ["nonsense", "0" * 32 + ":forged"])
def test_a_link_that_we_did_not_write_sleeps(token, client, db):
    assert "This page is asleep" in client.get(reverse("volunteers:help_today", args=[token])).content.decode()
