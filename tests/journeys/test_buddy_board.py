"""Carol finds a newcomer a friendly face: who asked, who fits and why, who has said yes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import BuddyPair, Family
from groupsite.kit import clock
from groupsite.outbox.models import Letter
from sessions.models import Attendance, BookingState
from tests.cast import BookingFactory, BuddyPairFactory, CarerFactory, OccurrenceFactory


def at(name, row=None):
    return reverse(f"portal:{name}", kwargs={"code": row.code} if row else None)


def newcomer(name, **fields):
    return CarerFactory(name=name, family__wants_friendly_face=True, **fields).family


def settled(name, occurrence, **fields):
    """A family who offers and has been before."""
    family = CarerFactory(name=name, family__offers_friendly_face=True, **fields).family
    BookingFactory(family=family, occurrence=occurrence, attendance=Attendance.CAME)
    earlier = OccurrenceFactory(
        programme=occurrence.programme, day=occurrence.day - timedelta(weeks=1 + Family.objects.count())
    )
    BookingFactory(family=family, occurrence=earlier, attendance=Attendance.CAME)
    return family


@pytest.fixture
def been(db):
    return OccurrenceFactory(day=clock.today() - timedelta(days=7))


@pytest.fixture
def leader(carol, sign_in):
    return sign_in(carol)


def read(client, url):
    return client.get(url).content.decode()


def test_carol_finds_a_friendly_face_who_comes_on_the_same_day(leader, been):
    grace = newcomer("Grace", family__languages=["pl"])
    tuesday = OccurrenceFactory(programme=been.programme)
    farah = settled("Farah", been, family__languages=["pl"])
    settled("Hana", been)
    for family in (grace, farah):
        BookingFactory(family=family, occurrence=tuesday)

    page = read(leader, at("buddies"))
    assert page.index("Grace") < page.index(tuesday.programme.name)
    page = read(leader, at("buddy_suggest", grace))
    assert page.index("Farah") < page.index("Hana")
    assert "Both speak Polish" in page
    assert "Booked for 1 of the same sessions" in page
    assert "25 of 25" in page

    answer = leader.post(at("buddy_suggest", grace), {"buddy": farah.code}, follow=True)
    assert "Both families have a letter now" in answer.content.decode()
    assert Letter.objects.filter(kind="buddy_found").count() == 2
    assert BuddyPair.objects.get().buddy == farah
    assert leader.get(at("buddy_suggest", grace)).status_code == 404


def test_a_family_without_e_mail_says_yes_at_the_door(leader, db):
    pair = BuddyPairFactory(newcomer=newcomer("Grace", email=""), buddy=CarerFactory(name="Farah").family)
    assert "no answer yet" in read(leader, at("buddies"))
    for side in ("buddy_newcomer_said_yes", "buddy_said_yes"):
        leader.post(at(side, pair))
    pair.refresh_from_db()
    assert pair.state == BuddyPair.State.TOGETHER
    assert "Walking in together" in read(leader, at("buddies"))
    leader.post(at("buddy_swap", pair))
    assert "Walking in together" not in read(leader, at("buddies"))
    assert "Grace" in read(leader, at("buddies"))


def test_an_answer_that_comes_too_late_is_said_kindly(leader, been):
    grace, farah = newcomer("Grace"), settled("Farah", been)
    Family.objects.filter(pk=farah.pk).update(buddies_at_once=1)
    BuddyPairFactory(buddy=farah)
    answer = leader.post(at("buddy_suggest", grace), {"buddy": farah.code}, follow=True)
    assert "as many others as they like" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "not-a-code", "1"])
def test_what_is_no_family_is_no_crash(typed, leader, db):
    assert leader.post(at("buddy_suggest", newcomer("Grace")), {"buddy": typed}).status_code == 200


def test_only_families_who_have_been_and_offer_can_be_chosen(leader, db):
    never_been = CarerFactory(name="Farah", family__offers_friendly_face=True).family
    grace = newcomer("Grace")
    assert "Nobody is free just now" in read(leader, at("buddy_suggest", grace))
    assert leader.post(at("buddy_suggest", grace), {"buddy": never_been.code}).status_code == 404


def test_a_session_given_up_or_over_is_not_the_next_one(leader, been):
    grace = newcomer("Grace")
    BookingFactory(family=grace, occurrence=been)
    BookingFactory(family=grace, state=BookingState.GIVEN_UP)
    BookingFactory(family=grace, occurrence__cancelled_at=clock.now())
    assert "Nothing booked yet" in read(leader, at("buddies"))


def test_the_soonest_comes_first(leader, db):
    for days, name in ((None, "Never"), (9, "Later"), (2, "Soon")):
        family = newcomer(name)
        if days:
            BookingFactory(family=family, occurrence__day=clock.today() + timedelta(days=days))
    page = read(leader, at("buddies"))
    assert page.index("Soon") < page.index("Later") < page.index("Never")


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_costs_the_same_for_one_newcomer_as_for_thirty(count, leader, been, django_assert_max_num_queries):
    for number in range(count):
        newcomer(f"New {number}")
        BuddyPairFactory(newcomer=newcomer(f"Asked {number}"), buddy=settled(f"Settled {number}", been))
    read(leader, at("buddies"))  # the first page of a visit also notes that staff are here
    with django_assert_max_num_queries(7):
        page = read(leader, at("buddies"))
    assert page.count("Find a friendly face") == count
    last = newcomer("Grace")
    Family.objects.update(buddies_at_once=3)
    with django_assert_max_num_queries(9):
        assert read(leader, at("buddy_suggest", last)).count("Ask both families") == min(count, 3)


@pytest.mark.parametrize("who", ["amina", "dev", "rita"])
def test_the_board_is_the_leaders(who, sign_in, request):
    assert sign_in(request.getfixturevalue(who)).get(at("buddies")).status_code == 403
