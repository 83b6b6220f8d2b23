"""What a leader sees of health topics: covered, handed out, pointed to, used; and where nothing is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from groupsite.portal.library.health import A_YEAR, rows
from sessions.models import Topic
from signposting.rules.library import HEALTH, health_topics
from tests.cast import (
    HandedFactory,
    OccurrenceFactory,
    ResourceFactory,
    SlipAnswerFactory,
    SlipEntryFactory,
)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Good sleep for babies", {"sleep"}),
        ("Weaning and first foods", {"feeding"}),
        ("Clinic: weigh your baby", {"health"}),
        ("Speech and Talking Drop-in", {"talking"}),
        ("Postnatal depression: counselling", {"mood"}),
        ("Unsafe at home?", set()),
        ("Messy play", set()),
    ],
)
def test_a_title_is_about_what_its_words_begin_with(text, topics):
    assert health_topics(text) == topics


@pytest.mark.django_db
def test_a_year_of_topics_in_numbers_that_point_at_nobody(carol, sign_in):
    day = clock.today() - timedelta(days=7)
    Topic.objects.create(title="Bedtime and sleep", occurrence=OccurrenceFactory(day=day))
    Topic.objects.create(title="Sleep, long ago", occurrence=OccurrenceFactory(day=day - A_YEAR))
    Topic.objects.create(title="Sleep, next week", occurrence=OccurrenceFactory(day=day + timedelta(days=14)))
    leaflet = ResourceFactory(about="sleep")
    for _ in range(5):
        HandedFactory(resource=leaflet)
    entry = SlipEntryFactory(service__name="Sleep clinic", service__bare_name="sleep clinic")
    SlipAnswerFactory(entry=entry, how="went")
    found = {row.topic: row for row in rows(clock.now() - A_YEAR)}
    sleep = found["sleep"]
    assert (sleep.sessions, sleep.there, sleep.handed, sleep.pointed, sleep.used) == (1, 1, 5, None, None)
    assert [topic for topic in HEALTH if found[topic].is_gap] == [topic for topic in HEALTH if topic != "sleep"]
    staff, page = sign_in(carol), reverse("portal:health_topics")
    assert page in staff.get(reverse("signposting:kept")).content.decode()
    said = staff.get(page).content.decode()
    assert "fewer than 5" in said
    assert "Nothing yet" in said
