"""A champion's log: nobody's name is needed, a visit is followed up, and a phone may tell the same twice (M16)."""

import json
import random
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import ChatFactory, OutreachPlaceFactory, ServiceFactory, UserFactory, person
from volunteers.models import Chat
from volunteers.pages.figures import table

SAID = reverse("volunteers:chats_said")


@pytest.fixture
def grace(db):
    return person("Grace", Role.PARENT, Role.CHAMPION)


def kept(form=None, *, at=None, key=None):
    """A chat as a phone keeps it."""
    filled = urlencode(form or {"kind": "brief", "topics": ["sleep", "money"]}, doseq=True)
    return {"key": str(key or uuid4()), "at": (at or clock.now()).isoformat(), "form": filled}


def tell(client, who, queue):
    return client.post(SAID, {"who": str(who.code), "queue": json.dumps(queue)})


def test_one_queue_told_twice_in_any_order_gives_one_record_each(grace, sign_in):
    library = OutreachPlaceFactory()
    full = {"kind": "deep", "place": library.pk, "barriers": ["cost"], "services": [ServiceFactory().code]}
    queue = [kept(), kept(full), kept({"kind": "brief"}, at=clock.now() - timedelta(days=2))]
    client = sign_in(grace)
    for _again in range(3):
        answers = tell(client, grace, random.sample(queue, k=3)).json()["answers"]
        assert {answer["state"] for answer in answers} == {"kept"}
    assert Chat.objects.count() == 3
    deep = Chat.objects.get(kind="deep")
    assert (deep.place, deep.barriers, deep.services.count(), deep.name) == (library, ["cost"], 1, "")


def test_what_nobody_could_have_written_is_told_and_the_rest_is_kept(grace, sign_in):
    queue = [kept(), kept({"kind": "visit"}), kept({"kind": "dance"}), {"key": "x"}, 7, kept() | {"form": 3}]
    answers = tell(sign_in(grace), grace, queue).json()["answers"]
    assert [answer["state"] for answer in answers] == ["kept", "refused", "refused"]
    assert "A visit needs a day" in answers[1]["words"]
    assert Chat.objects.count() == 1


def test_a_chat_of_somebody_else_is_not_overwritten_and_a_queue_of_somebody_else_not_taken(grace, sign_in):
    theirs = ChatFactory(by=UserFactory())
    client = sign_in(grace)
    assert tell(client, grace, [kept(key=theirs.key)]).json()["answers"][0]["state"] == "refused"
    assert tell(client, UserFactory(), [kept()]).status_code == 409
    assert Chat.objects.count() == 1


@pytest.mark.parametrize(("days", "is_believed"), [(2, True), (29, True), (31, False), (-1, False)], ids=str)
def test_a_clock_that_makes_no_sense_is_not_believed(days, is_believed, grace, sign_in):
    told = clock.now() - timedelta(days=days)
    tell(sign_in(grace), grace, [kept(at=told)])
    assert (Chat.objects.get().happened_at == told) == is_believed


def test_the_database_refuses_a_visit_without_a_day_to_look_in_again(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChatFactory(kind="visit")


def test_the_day_to_look_in_again_is_remembered_by_letter_until_it_is_done(grace, sign_in):
    client = sign_in(grace)
    soon = clock.today() + timedelta(days=3)
    visit = {
        "kind": "visit",
        "follow_up_on_day": soon.day,
        "follow_up_on_month": soon.month,
        "follow_up_on_year": soon.year,
    }
    tell(client, grace, [kept(visit), kept(visit)])
    first, second = Chat.objects.order_by("pk")
    client.post(reverse("volunteers:followed_up", args=[first.code]))
    with clock.stopped_at(clock.at(soon, clock.local(clock.now()).time().replace(hour=9))):
        delivery.sweep()
    assert [letter.subject for letter in mail.outbox] == ["Today is the day to look in again"]
    assert list(Chat.objects.to_follow_up()) == [second]


def test_figures_hide_what_is_small_and_what_would_give_it_away():
    counts = {(1, "sleep"): 9, (1, "money"): 2, (2, "sleep"): 7, (2, "money"): 8}
    found = table("", {"sleep": "Sleep", "money": "Money"}, counts, {1: "Library", 2: "School"})
    assert [row.name for row in found.rows] == ["School", "Library", "All places"]
    assert dict(found.rows[1].cells)["Money"] is None
    assert (
        sum(number is None for row in found.rows for _word, number in row.cells)
        + sum(row.total is None for row in found.rows)
        > 1
    )
