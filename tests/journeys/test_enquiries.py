"""A stranger asks how to set up a group; somebody owns it and answers from its page; nothing waits unseen."""

from datetime import timedelta

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
    assert "Thank you!" in client.post(WRITE, SAID, follow=True).content.decode()
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
