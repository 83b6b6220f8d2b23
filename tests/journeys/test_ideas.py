"""A parent would like to start a group; Carol opens it with her, or says why not now; the parent is told."""

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.kit.errors import Refused
from groupsite.outbox.delivery import sweep
from sessions.models import Idea, IdeaState, Programme
from sessions.services import ideas
from tests.cast import IdeaFactory, VenueFactory, person
from tests.pages.test_plain_words import assert_plain

START, QUEUE, NEW = (reverse(f"sessions:{name}") for name in ("start_group", "ideas", "new_group"))
WALK = {
    "what": "Buggy walk",
    "for_whom": "Babies who do not walk yet.",
    "when_where": "Friday mornings in the park",
    "needs": "Somebody who knows the paths",
    "who_helps": "My sister",
}


@pytest.fixture
def suggest(amina, sign_in):
    def _suggest(**changed):
        return sign_in(amina).post(START, WALK | changed, follow=True).content.decode()

    return _suggest


def group_from(page):
    """The form as it stands on the page, sent with what a coordinator adds."""
    return page | {
        "venue": VenueFactory().pk,
        "rhythm": "weekly",
        "weekday": "4",
        "starts": "10:00",
        "ends": "11:00",
        "from_months": "0",
        "to_months": "18",
        "heads_limit": "20",
        "helpers": "1",
        "opens_days_before": "28",
        "release_after": "10",
        "price": "0",
    }


def test_amina_finds_the_page_from_whats_on_and_sees_that_it_waits(amina, suggest, sign_in):
    for page in ("sessions:timetable", "portal:home"):
        assert START in sign_in(amina).get(reverse(page)).content.decode(), page
    assert_plain(sign_in(amina).get(START).content.decode())
    page = suggest()
    assert "A coordinator reads it and writes back to you." in page
    assert "Waiting for an answer" in page


def test_dev_finds_it_on_his_home_as_the_coordinators_page_says(carol, dev, sign_in):
    said = "Parents and helpers find “Start a group” on their home page."
    assert said in sign_in(carol).get(QUEUE).content.decode()
    assert START in sign_in(dev).get(reverse("portal:home")).content.decode()
    assert START not in sign_in(person("Lena", "leader")).get(reverse("portal:home")).content.decode()


def test_carol_opens_it_with_aminas_words_and_amina_is_told(amina, carol, suggest, sign_in):
    suggest()
    client = sign_in(carol)
    for page in (reverse("portal:home"), reverse("sessions:groups")):
        assert QUEUE in client.get(page).content.decode()
    idea = Idea.objects.get()
    answer = reverse("sessions:answer_idea", args=[idea.code])
    assert answer in client.get(QUEUE).content.decode()
    begun = f"{NEW}?idea={idea.code}"
    assert begun in client.get(answer).content.decode()
    page = client.get(begun).content.decode()
    for words in ('value="Buggy walk"', "Friday mornings in the park", "Somebody who knows the paths"):
        assert words in page
    sent = group_from({"name": WALK["what"], "summary": WALK["for_whom"], "leaders": [carol.pk]})
    assert client.post(begun, sent).status_code == 302
    group, idea = Programme.objects.get(name="Buggy walk"), Idea.objects.get()
    assert (idea.state, idea.programme) == (IdeaState.OPENED, group)
    assert amina.email in client.get(reverse("sessions:group", args=[group.code])).content.decode()
    sweep()
    assert [letter.subject for letter in mail.outbox] == ["Your idea is a group now"]
    page = sign_in(amina).get(START).content.decode()
    assert "It is a group now" in page
    assert reverse("sessions:programme", args=[group.code]) in page


def test_a_form_with_a_mistake_answers_nothing(carol, sign_in):
    idea = IdeaFactory()
    sent = group_from({"name": "Walk", "summary": "Walk", "leaders": [carol.pk]}) | {"ends": "9:00"}
    page = sign_in(carol).post(f"{NEW}?idea={idea.code}", sent).content.decode()
    assert "The end has to be after the start." in page
    assert Idea.objects.get().state == IdeaState.WAITING
    assert not Programme.objects.exists()


def test_carol_says_not_now_and_why(amina, carol, suggest, sign_in):
    suggest()
    client, answer = sign_in(carol), reverse("sessions:answer_idea", args=[Idea.objects.get().code])
    assert "Say why" in client.post(answer, {"why": ""}).content.decode()
    client.post(answer, {"why": "The park is closed until May."})
    assert client.get(answer).status_code == 404, "answered once"
    sweep()
    assert "The park is closed until May." in mail.outbox[0].body
    page = sign_in(amina).get(START).content.decode()
    assert "Not now" in page
    assert "The park is closed until May." in page


def test_two_coordinators_answer_once(carol):
    idea = IdeaFactory()
    stale = Idea.objects.get(pk=idea.pk)
    ideas.not_now(idea, "Not yet", by=carol)
    with pytest.raises(Refused, match="answered this idea already"):
        ideas.not_now(stale, "Never", by=carol)


def test_the_same_twice_is_one_and_three_wait_at_most(suggest):
    suggest()
    assert "We have this idea from you already." in suggest()
    suggest(what="Songs")
    suggest(what="Dads")
    assert "Three of your ideas wait for an answer." in suggest(what="Mud")
    assert Idea.objects.count() == 3


def test_a_leader_who_is_no_coordinator_begins_with_nobodys_idea(sign_in, db):
    idea = IdeaFactory()
    page = sign_in(person("Lena", "leader")).get(f"{NEW}?idea={idea.code}").content.decode()
    assert idea.what not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_lists_cost_the_same_however_many_ideas_there_are(
    count, amina, carol, sign_in, django_assert_max_num_queries
):
    for _n in range(count):
        IdeaFactory(by=amina)
    for who, page in ((carol, QUEUE), (amina, START)):
        client = sign_in(who)
        with django_assert_max_num_queries(7):
            assert client.get(page).content.decode().count("Buggy walk") == count
