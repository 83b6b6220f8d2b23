"""Does it work? "Did you meet?", the flag after ten silent days, and letters that never say who stepped back (M9)."""

from datetime import time, timedelta

import pytest
from django.core import mail

from families.models import BuddyPair, EndedWhy, Family
from families.services import buddies, welcoming
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.portal import tasks
from sessions.models import Attendance
from tests.cast import BookingFactory, BuddyPairFactory, CarerFactory, OccurrenceFactory
from tests.friendly import settled_family

State = BuddyPair.State
DAY = timedelta(days=1)


@pytest.fixture
def pair(amina, bea):
    """Amina, who is new, and Bea, who knows the place; being asked since now."""
    Family.objects.filter(pk=amina.carer.family_id).update(wants_friendly_face=True)
    Family.objects.filter(pk=bea.carer.family_id).update(offers_friendly_face=True)
    return BuddyPairFactory(newcomer=Family.objects.get(carers__user=amina), buddy=Family.objects.get(carers__user=bea))


@pytest.fixture
def together(pair, amina, bea):
    for user in (amina, bea):
        pair = buddies.agree(pair, by=user)
    return pair


def after(moment):
    """The hourly bell rings at this moment, and the post goes."""
    with clock.stopped_at(moment):
        tasks.follow_buddies()
        delivery.sweep()


def both_at(pair, **fields):
    """A session a week from now that both are booked for."""
    session = OccurrenceFactory(**fields)
    return session, [BookingFactory(occurrence=session, family=one) for one in (pair.newcomer, pair.buddy)]


def fresh(pair):
    return BuddyPair.objects.get(pk=pair.pk)


def subjects():
    return sorted(letter.subject for letter in mail.outbox)


# -- Did you meet? ---------------------------------------------------------------------------------


def test_both_are_asked_once_on_the_evening_of_their_first_session(together):
    session, _ = both_at(together)
    delivery.sweep()
    mail.outbox.clear()
    after(session.ends_at - timedelta(minutes=1))
    assert fresh(together).asked_met_at is None
    after(session.ends_at + timedelta(minutes=5))
    assert subjects() == []
    for _ in range(2):
        after(clock.at(session.day, time(18, 0)) + timedelta(minutes=1))
    assert subjects() == ["Did you two meet?"] * 2


@pytest.mark.parametrize("what", ["missed", "cancelled", "before"])
def test_nobody_is_asked_after_a_session_they_cannot_have_met_at(what, together):
    session, (_, theirs) = both_at(together)
    if what == "missed":
        theirs.attendance = Attendance.MISSED
        theirs.save()
    if what == "cancelled":
        session.cancelled_at = clock.now()
        session.save()
    if what == "before":
        BuddyPair.objects.update(newcomer_agreed_at=session.ends_at + DAY)
    after(session.ends_at + DAY)
    assert fresh(together).asked_met_at is None


def asked(pair):
    session, _ = both_at(pair)
    after(session.ends_at)
    return fresh(pair)


def test_who_has_answered_is_not_asked_by_letter(together, amina):
    pair = asked(together)
    delivery.sweep()
    mail.outbox.clear()
    buddies.say_if_met(pair, met=True, by=amina)
    after(pair.asked_met_at + DAY)
    assert [letter.to for letter in mail.outbox] == [["bea@example.org"]]


@pytest.mark.parametrize(
    ("newcomer", "buddy", "stuck"),
    [
        pytest.param(True, None, False, id="one yes is enough"),
        pytest.param(None, True, False, id="the other's yes too"),
        pytest.param(True, False, False, id="they disagree: one has seen the other"),
        pytest.param(False, None, True, id="they missed each other"),
        pytest.param(False, False, True, id="both say so"),
    ],
)
def test_what_the_answers_mean(newcomer, buddy, stuck, together, amina, bea):
    pair = asked(together)
    for user, met in ((amina, newcomer), (bea, buddy)):
        if met is not None:
            buddies.say_if_met(pair, met=met, by=user)
    pair = fresh(pair)
    assert (pair.newcomer_met, pair.buddy_met, pair.stuck_at is not None) == (newcomer, buddy, stuck)


def test_a_leader_answers_for_a_family_without_a_sign_in(together, carol):
    pair = asked(together)
    assert buddies.say_if_met(pair, met=True, by=carol, said_by=pair.newcomer).newcomer_met


def test_an_answer_nobody_asked_for_is_refused(together, amina):
    with pytest.raises(Refused, match="Plans have changed"):
        buddies.say_if_met(together, met=True, by=amina)


# -- Ten silent days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "stuck"), [pytest.param(9.9, False, id="not yet"), pytest.param(10, True, id="ten days")]
)
def test_a_proposal_nobody_answers_is_flagged_after_ten_days(days, stuck, pair):
    after(pair.proposed_at + days * DAY)
    assert (fresh(pair).stuck_at is not None) is stuck


def test_a_pair_without_a_session_in_common_is_flagged_until_it_has_one(together):
    after(clock.now() + 11 * DAY)
    assert fresh(together).stuck_at
    both_at(together, day=clock.today() + 20 * DAY)
    after(clock.now() + 12 * DAY)
    assert not fresh(together).stuck_at


def test_a_question_nobody_answers_is_flagged_after_ten_days(together, amina):
    pair = asked(together)
    after(pair.asked_met_at + 9 * DAY)
    assert not fresh(pair).stuck_at
    after(pair.asked_met_at + 10 * DAY)
    assert fresh(pair).stuck_at
    assert Entry.objects.filter(what="buddy.stuck", by_id=None).count() == 1
    buddies.say_if_met(pair, met=True, by=amina)
    assert not fresh(pair).stuck_at


def test_who_has_met_is_never_flagged(together, bea):
    pair = asked(together)
    buddies.say_if_met(pair, met=True, by=bea)
    after(pair.asked_met_at + 40 * DAY)
    assert not fresh(pair).stuck_at


def test_a_flag_is_written_to_nobody(pair):
    after(pair.proposed_at + 30 * DAY)
    assert not Letter.objects.exists()


# -- A swap blames nobody --------------------------------------------------------------------------


def stepped_back(who, act, pair, request):
    by = request.getfixturevalue(who)
    act(pair, by=by)
    delivery.sweep()
    return {letter.to[0].partition("@")[0]: (letter.subject, letter.body) for letter in mail.outbox}


WAYS = [
    pytest.param("amina", buddies.decline, "bea", id="the newcomer declines"),
    pytest.param("bea", buddies.decline, "amina", id="the buddy declines"),
    pytest.param("amina", buddies.swap, "bea", id="the newcomer swaps"),
    pytest.param("bea", buddies.swap, "amina", id="the buddy swaps"),
    pytest.param("carol", buddies.swap, "amina bea", id="the leader swaps"),
]
NEVER = [
    "Amina",
    "Bea",
    "Carol",
    "declin",
    "said no",
    "complain",
    "because",
    "silent",
    "answer from",
    "did not",
    "didn’t",
]


@pytest.mark.parametrize(("who", "act", "told"), WAYS)
def test_the_other_side_reads_that_plans_have_changed_and_nothing_more(who, act, told, pair, request):
    letters = stepped_back(who, act, pair, request)
    assert sorted(letters) == sorted(told.split())
    for name, (subject, body) in letters.items():
        assert subject == "Plans for your friendly face have changed"
        greeting, words = body.partition("\n--\n")[0].split(",", 1)
        assert name.capitalize() in greeting
        assert [found for found in NEVER if found.lower() in words.lower()] == []
        assert ("look for somebody else" in words) is (name == "amina")


def test_the_words_are_the_same_whoever_stepped_back(pair, amina, bea, carol):
    texts = {"amina@example.org": set(), "bea@example.org": set()}
    for act, by in ((buddies.decline, amina), (buddies.decline, bea), (buddies.swap, amina), (buddies.swap, carol)):
        BuddyPair.objects.all().delete()
        act(BuddyPairFactory(newcomer=pair.newcomer, buddy=pair.buddy), by=by)
        delivery.sweep()
    for letter in mail.outbox:
        texts[letter.to[0]].add((letter.subject, letter.body))
    assert [len(said) for said in texts.values()] == [1, 1]


def test_after_a_swap_the_newcomer_waits_as_long_as_before_and_is_found_somebody_else(together, carol, amina):
    since = clock.now() - 20 * DAY
    Family.objects.filter(pk=together.newcomer_id).update(asked_for_face_at=since)
    swapped = buddies.swap(together, by=amina)
    assert (swapped.state, swapped.ended_why) == (State.ENDED, EndedWhy.SWAP)
    family = Family.objects.waiting_for_a_friendly_face().get()
    assert (family.pk, family.asked_for_face_at) == (together.newcomer_id, since)
    assert buddies.propose(family, settled_family("Farah"), by=carol).state == State.PROPOSED


def test_a_leader_asks_another_family_instead_in_one_step(together, carol):
    delivery.sweep()
    mail.outbox.clear()
    new = buddies.replace(together, settled_family("Farah"), by=carol)
    assert (fresh(together).state, new.state, new.newcomer) == (State.ENDED, State.PROPOSED, together.newcomer)
    delivery.sweep()
    assert len(mail.outbox) == 4
    assert not any("Bea" in letter.body for letter in mail.outbox if letter.to == ["amina@example.org"])


def test_a_replacement_that_cannot_be_leaves_all_as_it_was(together, carol):
    with pytest.raises(Refused, match="does not offer"):
        buddies.replace(together, CarerFactory(name="Farah").family, by=carol)
    assert fresh(together).state == State.TOGETHER


def test_it_ends_with_thanks_to_both(together, bea):
    delivery.sweep()
    mail.outbox.clear()
    buddies.end(together, by=bea)
    delivery.sweep()
    assert subjects() == ["Thank you for walking in with somebody new", "You know the place now"]
    assert not Family.objects.waiting_for_a_friendly_face().exists()


# -- Leaders are reminded of those who wait --------------------------------------------------------


@pytest.fixture
def waiting(amina):
    Family.objects.filter(pk=amina.carer.family_id).update(
        wants_friendly_face=True, asked_for_face_at=clock.now() - 15 * DAY
    )


def remind(times=1):
    for _ in range(times):
        tasks.remind_of_waiting()
        with clock.stopped_at(clock.now() + 7 * DAY):
            delivery.sweep()


def test_leaders_get_one_letter_a_week_with_a_number_and_no_name(waiting, carol, dev):
    remind(times=3)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([carol.email], "1 family waits for a friendly face")
    ]
    assert "Amina" not in mail.outbox[0].body


def test_leaders_are_left_in_peace_while_nobody_waits_too_long(waiting, carol):
    Family.objects.update(asked_for_face_at=clock.now() - 13 * DAY)
    tasks.remind_of_waiting()
    assert not Letter.objects.exists()


def test_the_number_is_counted_as_the_letter_goes(waiting, carol):
    tasks.remind_of_waiting()
    Family.objects.update(wants_friendly_face=False)
    with clock.stopped_at(clock.now() + 7 * DAY):
        delivery.sweep()
    assert not mail.outbox


@pytest.mark.parametrize("who", ["newcomer", "buddy"])
def test_when_a_family_leaves_the_other_one_hears_that_plans_have_changed(who, together, carol):
    delivery.sweep()
    mail.outbox.clear()
    welcoming.leave(getattr(together, who), "moved", by=carol)
    delivery.sweep()
    other = {"newcomer": "bea@example.org", "buddy": "amina@example.org"}[who]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([other], "Plans for your friendly face have changed")
    ]
    assert fresh(together).ended_why == EndedWhy.QUIET
    assert Family.objects.waiting_for_a_friendly_face().exists() is (who == "buddy")
