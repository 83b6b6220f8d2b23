"""Amina has a say: she likes part of a draft, offers a story, asks for a topic and votes."""

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from sessions.models import Contribution, Plan, Topic
from sessions.services import topics
from tests.cast import OccurrenceFactory, TopicFactory, bring, person
from tests.inside import planned


@pytest.fixture
def lena(db):
    return person("Lena", "leader")


@pytest.fixture
def tuesday(lena, amina):
    occurrence = OccurrenceFactory()
    occurrence.programme.leaders.add(lena)
    bring(occurrence, amina)
    planned(occurrence, "Bubbles", "Parachute", by=lena)
    sweep()
    mail.outbox.clear()
    return occurrence


def url(name, *args):
    return reverse(f"sessions:{name}", args=[getattr(arg, "code", arg) for arg in args])


def text(answer):
    return answer.content.decode()


def test_she_likes_part_of_a_draft_once_and_says_what_she_thinks(tuesday, amina, bea, lena, sign_in):
    client, bubbles = sign_in(amina), tuesday.plan.activities.get(title="Bubbles")
    assert url("say", tuesday) in text(client.get(url("session", tuesday)))
    assert "1 family likes it" in text(client.post(url("like", bubbles), follow=True))
    client.post(url("remark", tuesday), {"words": "Noor is afraid of the parachute."})
    sign_in(bea).post(url("like", bubbles))
    page = text(sign_in(bea).get(url("say", tuesday)))
    assert "2 families like it" in page
    assert "afraid" not in page  # the leaders' eyes only
    page = text(sign_in(lena).get(url("plan", tuesday)))
    assert "Noor is afraid of the parachute." in page
    assert "2 families would like this" in page
    assert "1 family likes it" in text(sign_in(amina).post(url("like", bubbles), follow=True))


def test_a_settled_plan_is_not_voted_on(tuesday, amina, lena, sign_in):
    sign_in(lena).post(url("plan_about", tuesday), {"shown": "settled", "snack": ""})
    bubbles = tuesday.plan.activities.get(title="Bubbles")
    assert "This plan is settled now." in text(sign_in(amina).post(url("like", bubbles), follow=True))
    assert bubbles.likes.count() == 0
    Plan.objects.update(shown=Plan.Shown.LEADERS)
    assert sign_in(amina).post(url("like", bubbles)).status_code == 404


def test_her_story_goes_into_the_plan_and_she_is_told(tuesday, amina, lena, sign_in):
    client = sign_in(amina)
    assert url("offer", tuesday) in text(client.get(url("say", tuesday)))
    client.post(url("offer", tuesday), {"kind": "story", "words": "The Gruffalo in Arabic"})
    again = client.post(url("offer", tuesday), {"kind": "song", "words": "Another"})
    assert "You have offered something for this day already." in text(again)
    offer = Contribution.objects.get()
    page = text(sign_in(lena).get(url("plan", tuesday)))
    assert "A parent offers: A story." in page
    sign_in(lena).post(url("answer_offer", offer), {"yes": "1", "words": "After the snack?"})
    sweep()
    (letter,) = mail.outbox
    assert letter.to == ["amina@example.org"]
    assert "After the snack?" in letter.body
    assert "The Gruffalo in Arabic" in text(sign_in(lena).get(url("plan", tuesday)))
    page = text(sign_in(amina).get(url("session", tuesday)))
    assert "A story from a parent" in page
    assert "Gruffalo" not in page
    sign_in(amina).post(url("take_back_offer", offer))
    assert "A story from a parent" not in text(sign_in(amina).get(url("session", tuesday)))


def test_a_no_has_a_reason(tuesday, amina, lena, sign_in):
    sign_in(amina).post(url("offer", tuesday), {"kind": "song", "words": "Drums"})
    offer, client = Contribution.objects.get(), sign_in(lena)
    assert "Say why" in text(client.post(url("answer_offer", offer), {"words": " "}))
    client.post(url("answer_offer", offer), {"words": "A class is next door that day."})
    sweep()
    assert "A class is next door that day." in mail.outbox[0].body
    assert "A class is next door" in text(sign_in(amina).get(url("say", tuesday)))


def test_her_idea_is_read_first_then_voted_for_then_planned(tuesday, amina, bea, lena, sign_in):
    assert url("topic_ideas") in text(sign_in(amina).get(url("timetable"))), "she finds it where she looks what is on"
    sign_in(amina).post(url("topic_ideas"), {"title": "Two languages at home"})
    topic = Topic.objects.get()
    assert "Two languages" in text(sign_in(amina).get(url("topic_ideas")))
    assert "Two languages" not in text(sign_in(bea).get(url("topic_ideas")))
    assert sign_in(bea).post(url("vote", topic)).status_code == 404
    client = sign_in(lena)
    for page in (reverse("portal:home"), url("groups")):
        assert url("topics") in text(client.get(page)), page
    assert "Two languages" in text(client.get(url("topics")))
    assert url("topic_ideas") not in text(sign_in(bea).get(reverse("portal:home"))), "nothing to vote for yet"
    sign_in(lena).post(url("topic", topic), {"choice": "show"})
    assert url("topic_ideas") in text(sign_in(bea).get(reverse("portal:home")))
    sign_in(bea).post(url("vote", topic))
    assert topic.votes.count() == 2
    sign_in(bea).post(url("vote", topic))
    assert topic.votes.count() == 1
    client = sign_in(lena)
    assert "Choose the day." in text(client.post(url("topic", topic), {"choice": "plan", "day": ""}))
    client.post(url("topic", topic), {"choice": "plan", "day": str(tuesday.code)})
    page = text(sign_in(bea).get(url("topic_ideas")))
    assert "Planned" in page
    assert url("session", tuesday) in page
    assert "Two languages at home" in text(sign_in(bea).get(url("session", tuesday)))


def test_two_leaders_who_plan_one_topic_do_not_take_it_from_each_other(tuesday, lena):
    topic, elsewhere = TopicFactory(occurrence=None), OccurrenceFactory()
    read_by_another = Topic.objects.get(pk=topic.pk)
    topics.plan(topic, tuesday, by=lena)
    with pytest.raises(Refused, match="Another day"):
        topics.plan(read_by_another, elsewhere, by=lena)
    assert Topic.objects.get().occurrence == tuesday


def test_weeks_without_a_topic_stand_out_and_a_topic_put_off_says_why(tuesday, amina, lena, sign_in):
    topic = TopicFactory(title="Potty time")
    client = sign_in(lena)
    assert "No topic yet" in text(client.get(url("topics")))
    client.post(url("day_topic", tuesday), {"topic": "", "title": "Water"})
    page = text(client.get(url("topics")))
    assert "No topic yet" not in page
    assert "Say why not now." in text(client.post(url("topic", topic), {"choice": "put_off", "why": ""}))
    client.post(url("topic", topic), {"choice": "put_off", "why": "The nurse comes in spring."})
    assert "The nurse comes in spring." in text(sign_in(amina).get(url("topic_ideas")))
    client = sign_in(lena)
    client.post(url("topic", topic), {"choice": "plan", "day": str(tuesday.code)})
    assert Topic.objects.get(occurrence=tuesday).title == "Water"  # a day has one
