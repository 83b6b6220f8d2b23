"""A stranger asks how to set up a group; somebody owns it and answers from its page; nothing waits unseen."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import EnquiryFactory
from volunteers.models import Enquiry
from volunteers.services import enquiries

WRITE, QUEUE = reverse("volunteers:help"), reverse("volunteers:enquiries")
SAID = {"purpose": "scheme", "name": "Ann", "email": "ann@example.org", "message": "How do we begin?", "heard": []}


def subjects():
    delivery.sweep()
    found = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_ann_asks_and_carol_answers_from_the_page(client, carol, sign_in):
    cache.clear()
    thanks = client.post(WRITE, SAID, follow=True).content.decode()
    assert ("We have your message" in thanks, "your first shift" in thanks) == (True, False)
    found = Enquiry.objects.get()
    assert (found.purpose, found.reply_by) == ("scheme", clock.today() + timedelta(days=7))
    subjects()
    carols = sign_in(carol)
    page = reverse("volunteers:enquiry", args=[found.code])
    assert page in carols.get(QUEUE).content.decode()
    carols.post(reverse("volunteers:take_on", args=[found.code]))
    assert Enquiry.objects.get().owner == carol
    for _ in range(2):  # a tired thumb
        carols.post(page, {"words": "Begin with a hall and three friends."})
    assert subjects() == [("ann@example.org", "An answer from Little Acorns")]
    assert "Begin with a hall" in carols.get(page).content.decode()
    assert Enquiry.objects.get().answered_by == carol


@pytest.mark.parametrize(
    ("purpose", "says", "subject"),
    [
        ("help", "your first shift", "has offered to help"),
        ("ask", "We have your question", "has a question for"),
        ("", "your first shift", "has offered to help"),
    ],
)
def test_what_they_wrote_about_is_said_and_a_second_press_is_the_same_letter(purpose, says, subject, client, carol):
    cache.clear()
    key = re.search(r'name="key" value="([^"]+)"', client.get(WRITE).content.decode())[1]
    for _press in range(2):
        assert says in client.post(WRITE, SAID | {"purpose": purpose, "key": key}, follow=True).content.decode()
    assert subjects() == [(carol.email, f"Somebody {subject} Little Acorns")]


def test_an_answered_one_is_found_again_with_what_was_said(carol, sign_in):
    found = enquiries.offer_help("Ann", "ann@example.org")
    enquiries.reply(found, "Begin with a hall.", by=carol)
    page = sign_in(carol).get(QUEUE).content.decode()
    assert reverse("volunteers:enquiry", args=[found.code]) in page.partition("Answered</h2>")[2]


def test_the_day_it_is_due_is_told_to_whoever_has_taken_it_on(carol, rita):
    found = enquiries.offer_help("Ann", "ann@example.org")
    subjects()
    enquiries.take_on(found, by=rita)
    due = clock.at(found.reply_by, enquiries.NINE) + timedelta(minutes=1)
    with time_machine.travel(due):
        assert subjects() == [(rita.email, "An answer is due today")]


def test_when_whoever_has_taken_it_on_has_left_the_others_are_told(carol, rita):
    found = enquiries.offer_help("Ann", "ann@example.org")
    subjects()
    enquiries.take_on(found, by=rita)
    rita.is_active = False
    rita.save()
    with time_machine.travel(clock.at(found.reply_by, enquiries.NINE) + timedelta(minutes=1)):
        assert subjects() == [(carol.email, "An answer is due today")]


def test_what_nobody_answers_is_told_again_on_its_last_day_and_stands_first(carol, sign_in):
    waiting = enquiries.offer_help("Ann", "ann@example.org")
    done = enquiries.offer_help("Ben", "ben@example.org")
    enquiries.mark_answered(done, by=carol)
    subjects()
    with time_machine.travel(clock.at(waiting.reply_by, enquiries.NINE) + timedelta(minutes=1)):
        assert subjects() == [(carol.email, "An answer is due today")]
    EnquiryFactory(name="Early", reply_by=clock.today() - timedelta(days=2))
    page = sign_in(carol).get(QUEUE).content.decode()
    assert page.index("Early") < page.index("ann@example.org")
    assert "Late: answer was due" in page


def test_somebody_elses_later_claim_is_the_one_that_counts_until_it_is_answered(carol, rita):
    found = EnquiryFactory()
    for who in (rita, carol):
        enquiries.take_on(found, by=who)
    enquiries.mark_answered(found, by=carol)
    enquiries.take_on(found, by=rita)
    assert Enquiry.objects.get().owner == carol
