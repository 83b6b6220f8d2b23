"""Rita has twenty minutes: one card, one question, one tap; what she leaves or takes back stays hers."""

import re
import time

import pytest
from django.urls import reverse

from groupsite.accounts.middleware import SECOND_FACTOR
from signposting.models import Assignment, Deed, Proposal, Service, Visits
from signposting.services import deeds
from tests.cast import ProposalFactory, ServiceFactory, TalkFactory, UserFactory, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague():
    return UserFactory(name="Ravi", roles=["reviewer"])


def words(client, address=None):
    page = client.get(address or reverse("signposting:desk"))
    assert page.status_code == 200, page.headers
    return " ".join(page.content.decode().split())


def say(client, view, *args, **answers):
    page = client.post(reverse(f"signposting:{view}", args=args), answers, follow=True)
    return " ".join(page.content.decode().split())


def staff_client(user):
    client = client_of(user)
    session = client.session
    session[SECOND_FACTOR] = int(time.time())
    session.save()
    return client


def asked(page):
    return re.search(r'id="question">(.*?)</h2>', page)[1]


def test_one_tap_answers_a_card_and_one_more_takes_it_back(rita, sign_in, client):
    row = ProposalFactory(record__service__name="Tiny Tots", field="phones")
    sign_in(rita)
    page = words(client)
    assert "Tiny Tots" in asked(page)
    assert "left, about" in page
    said = say(client, "question", row.code, answer="accept")
    assert "Take back my last answer: <bdi>Tiny Tots</bdi>" in said
    assert Service.objects.get().phones == ["0117 496 0999"]
    said = say(client, "undo", deeds.last_of(rita).code)
    assert "Nothing has changed." in said
    assert "Tiny Tots" in asked(said), "its card is there again"
    assert (Service.objects.get().phones, Proposal.objects.get().state) == ([], "waiting")


def test_left_for_later_loses_no_place_whatever_others_do(rita, sign_in, client):
    first, second, third = (ProposalFactory(record__service__name=name) for name in ("One", "Two", "Three"))
    for row, readers in ((first, 30), (second, 20), (third, 10)):
        Service.objects.filter(pk=row.service_id).update(readers=readers)
    sign_in(rita)
    assert "One" in asked(words(client))
    assert "Two" in asked(say(client, "later", "question", first.code))
    ProposalFactory(field="status", theirs="defunct")  # somebody's night brings more
    deeds.answer(deeds.Card("question", third, (third.service,)), lambda: None, by=rita)
    assert "Two" in asked(words(client))
    page = say(client, "later", "question", second.code)
    assert "You left 2 cards for later." in page
    assert "One" in asked(say(client, "again"))


def test_a_card_is_one_persons_and_can_be_handed_over(rita, colleague, sign_in, client):
    row = ProposalFactory(record__service__name="Tiny Tots")
    sign_in(rita)
    say(client, "give_card", "question", row.code, person="")
    assert "Tiny Tots" in asked(words(client, reverse("signposting:desk") + "?whose=mine"))
    other = staff_client(colleague)
    assert "Nothing waits for you" in words(other)
    assert "Rita has this card. Ask them to hand it over." in say(other, "give_card", "question", row.code, person="")
    say(client, "give_card", "question", row.code, person=str(colleague.code))
    assert "Tiny Tots" in asked(words(other))
    say(other, "give_card", "question", row.code, let_go="1")
    assert not Assignment.objects.exists()


def test_a_reviewer_sees_why_a_card_comes_first(rita, sign_in, client):
    row = ProposalFactory(record__service__name="Tiny Tots", field="phones")
    client.get(reverse("signposting:service", args=[row.service.code]), headers={"Sec-Fetch-Mode": "navigate"})
    client.get(reverse("signposting:service", args=[row.service.code]))
    assert Visits.objects.get().count == 1, "machines are not counted"
    sign_in(rita)
    page = words(client, reverse("signposting:why", args=[row.service.code]))
    assert "the hub says something else" in page
    assert "60 in 100" in page


def test_why_ours_was_kept_before_is_shown_when_the_hub_says_another_thing(rita, sign_in, client):
    row = ProposalFactory(record__service__name="Tiny Tots")
    sign_in(rita)
    say(client, "question", row.code, answer="refuse", reason="I rang them")
    ProposalFactory(record=row.record, theirs=["0117 496 0777"])
    page = words(client)
    assert "Because: <bdi>I rang them</bdi>" in page
    assert "0117 496 0999" in page


def test_who_asked_not_to_be_listed_is_not_listed_again(rita, amina, sign_in, client):
    service = ServiceFactory(name="Tiny Tots", flag="due")
    sign_in(rita)
    say(client, "take_off", service.code)
    client_of(amina).post(reverse("signposting:suggest"), {"name": "tiny tots", "words": "A group."})
    page = words(client)
    assert "not to list them.</strong>" in page
    code = re.search(r"/desk/suggestions/([0-9a-f-]+)/", page)[1]
    assert "asked us not to list them." in say(client, "decide_suggestion", code, answer="take")
    assert not Service.objects.listed().exists()


def test_a_group_that_rings_is_found_whatever_became_of_it(rita, sign_in, client):
    for state in ("listed", "waiting", "declined", "internal"):
        ServiceFactory(name=f"Tots {state}", state=state, phones=["0117 496 0999"])
    ServiceFactory(name="Tots closed", status="defunct")
    sign_in(rita)
    find = reverse("signposting:find_entry")
    assert find in words(client)
    assert "Tots" not in words(client, find)
    page = words(client, f"{find}?q=tots")
    assert [f"Tots {word}" in page for word in ("listed", "waiting", "declined", "internal", "closed")] == [True] * 5
    by_number = words(client, f"{find}?q=01174960999")
    assert "Tots declined" in by_number
    assert "Tots closed" not in by_number
    assert "Nothing found" in words(client, f"{find}?q=zebra")


def test_from_a_page_that_families_see_a_reviewer_reaches_the_desk_and_a_parent_does_not(rita, amina, sign_in, client):
    page = reverse("signposting:service", args=[ServiceFactory().code])
    assert "/desk/services/" not in words(client_of(amina), page)
    sign_in(rita)
    address = re.search(r"/desk/services/[0-9a-f-]+/", words(client, page))[0]
    assert "Take it off, and do not list it again" in words(client, address)


def test_whoever_says_otherwise_is_listed_again(rita, sign_in, client):
    service = ServiceFactory(name="Tiny Tots")
    sign_in(rita)
    say(client, "take_off", service.code)
    page = words(client, reverse("signposting:desk_service", args=[service.code]))
    assert "Bring it back only when they say that we may." in page
    say(client, "bring_back", service.code)
    assert Service.objects.listed().get() == service
    say(client, "undo", Deed.objects.standing().first().code)
    assert not Service.objects.listed().exists()


def test_what_was_promised_to_the_hub_comes_to_the_desk(rita, sign_in, client):
    talk = TalkFactory()
    sign_in(rita)
    assert "We asked for the times of the spring." in words(client)
    say(client, "followed", talk.code)
    assert "Nothing waits for you" in words(client)
