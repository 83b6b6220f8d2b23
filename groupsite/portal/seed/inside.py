"""Inside the demo's Tuesdays: plans, a nurse, topics with votes, a story, a card, a job left."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction

from families.models import Family
from families.services import telling
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.portal.seed import people
from sessions.models import Card, Occurrence, Plan, Programme, Visitor
from sessions.rules import festivals
from sessions.rules.planfile import Step
from sessions.services import cards, contributions, debriefs, plans, topics, visitors

MESSY = (
    Step("Free play: train, dolls, books", 30, "train set"),
    Step("Play dough with leaves and cones", 20, "flour, salt, a bag of leaves"),
    Step("Snack together", 15, "cups, wipes"),
    Step("Songs in a ring", 10, "scarves, drum"),
)
TEETH = (
    Step("Free play: water and boats", 30, "water tray, towels"),
    Step("Brush the crocodile’s teeth", 15, "big toothbrush, crocodile"),
    Step("Snack together", 15, "cups, wipes"),
    Step("Songs in a ring", 10, "scarves"),
)
SHAKER = {
    "title": "Rice shaker",
    "words": "Put some rice in a small bottle.\nScrew it shut and tape the lid.\nShake it slow, then fast. Sing along.",
    "needs": "a small bottle, rice, tape",
}
PUDDLES = {
    "title": "Puddle walk",
    "words": "Go out after the rain.\nWho finds the biggest puddle? Jump in.\nSay the words: wet, splash, deep.",
    "needs": "wellies, dry socks for after",
}
A_TERM_OF_TOPICS = (
    "Weaning and first foods",
    "Bedtime and sleep",
    "Jabs and fevers",
    "Rhymes and talking",
    "Feeding out and about",
    "How you feel after a birth: postnatal mood",
    "Sleep when there are two",
    "First aid for little ones",
    "Talking in two languages",
    "Eating together",
)
"""The newest first. Teeth come in a fortnight; nobody has thought of being outdoors yet."""
NURSE = {
    "name": "Joy Mensah",
    "organisation": "Bristol Smiles",
    "topic": "first teeth",
    "starts": None,
    "ends": None,
    "heads": 1,
    "email": "joy@smiles.example",
    "needs": "A low table and a socket.",
    "checks": "Work badge seen on the day. Carol stays with her.",
    "confirmed": True,
}


@transaction.atomic
def tell() -> None:
    """Told after the story of the groups, through the services, with the clock set back."""
    now, carol = clock.now(), User.objects.get(email=people.CAROL.email)
    group = Programme.objects.order_by("pk")[0]
    past = list(group.occurrences.filter(ends_at__lt=now, cancelled_at=None).order_by("-starts_at")[:2])
    ahead = list(group.occurrences.filter(starts_at__gt=now + timedelta(hours=12), cancelled_at=None).in_order()[:3])
    _look_back(past, carol)
    _plan_ahead(ahead, carol, now)
    _ask_for_topics(past, ahead, carol, now)
    _talk_of_health(now, carol)
    _keep_a_festival(ahead[0], now)
    delivery.sweep()


def _look_back(past: list[Occurrence], carol: User) -> None:
    """Last Tuesday had a card, a debrief and a job for Sam; the one before was played, too."""
    sam = User.objects.get(email=people.SAM.email)
    for number, session in enumerate(past):
        with clock.stopped_at(session.starts_at - timedelta(days=4)):
            _write(session, (MESSY, TEETH)[number], Plan.Shown.SETTLED, "Rice cakes, cucumber, apple slices", carol)
            card = cards.save_card(Card(), (SHAKER, PUDDLES)[number], by=carol)
            cards.hand_out(session, card, by=carol)
        with clock.stopped_at(session.ends_at + timedelta(hours=1)):
            said = ("The dough kept everybody busy, grown-ups too.", "Too loud by the slide at eleven.")
            debriefs.write(session, went_well=said[0], change=said[1], by=carol)
        with clock.stopped_at(cards.evening_after(session)):
            cards.post_cards(clock.now())
            delivery.sweep()
    if past:
        with clock.stopped_at(past[0].ends_at + timedelta(hours=1)):
            due = past[0].day + timedelta(days=9)
            debriefs.add_action(past[0], uuid4(), "Bring a rug for the baby corner", owner=sam, due_on=due, by=carol)


def _plan_ahead(ahead: list[Occurrence], carol: User, now: datetime) -> None:
    """The next is settled, the one after is a draft with a visitor, the third has only begun."""
    settled, draft, begun = ahead
    with clock.stopped_at(now - timedelta(days=2)):
        _write(settled, MESSY, Plan.Shown.SETTLED, "Toast with butter, hummus, apple slices", carol)
        _write(draft, TEETH, Plan.Shown.DRAFT, "", carol)
        _write(begun, MESSY[:1], Plan.Shown.LEADERS, "", carol)
        _have_a_say(settled, draft, carol)
        for session in (draft, begun):
            with suppress(Refused):  # no place for her: the next Tuesday, then
                visitors.save(Visitor(occurrence=session), NURSE, by=carol)
                break


def _have_a_say(settled: Occurrence, draft: Occurrence, carol: User) -> None:
    """Grace’s song is in the plan, Tom’s story waits for an answer; some like parts of the draft."""
    grace, tom = (User.objects.get(email=each.email) for each in (people.GRACE, people.TOM))
    song = contributions.offer(settled, grace.carer, kind="song", words="A clapping song from Ghana", by=grace)
    contributions.accept(song, "Lovely! After the snack?", by=carol)
    contributions.offer(draft, tom.carer, kind="story", words="The Gruffalo, with all the voices", by=tom)
    favourite = draft.plan.activities.all()[1]
    for family in Family.objects.filter(bookings__occurrence=draft).distinct().order_by("pk")[:6]:
        plans.like(favourite, family, by=carol)
    plans.remark(draft.plan, grace.carer.family, "Ada would love more time with the water.", by=grace)


def _write(session: Occurrence, steps: tuple[Step, ...], shown: str, snack: str, carol: User) -> None:
    plans.set_plan(session, shown=shown, snack=snack, by=carol)
    for step in steps:
        plans.add(session, step, by=carol)
    session.refresh_from_db()


def _talk_of_health(now: datetime, carol: User) -> None:
    """Most weeks of the term had a topic."""
    been = Occurrence.objects.filter(ends_at__lt=now, cancelled_at=None, topic=None, programme__kind="group")
    for title, session in zip(A_TERM_OF_TOPICS, been.order_by("-starts_at", "pk")[::2], strict=False):
        with clock.stopped_at(session.starts_at - timedelta(days=5)):
            topics.plan_new(title, session, by=carol)


def _ask_for_topics(past: list[Occurrence], ahead: list[Occurrence], carol: User, now: datetime) -> None:
    """One done, one planned, one with many votes, one nobody has read yet, one not now."""
    voters = list(Family.objects.filter(left_at=None, merged_into=None).order_by("pk")[:9])
    with clock.stopped_at(now - timedelta(days=20)):
        languages = topics.suggest("Two languages at home", family=voters[3], by=carol)
        swimming = topics.suggest("Swimming with a baby", family=voters[4], by=carol)
        topics.show(languages, by=carol)
        topics.show(swimming, by=carol)
        topics.put_off(swimming, "The pool is closed until spring. We ask again then.", by=carol)
        for family in voters[4:]:
            topics.vote(languages, family, by=carol)
        if past:
            topics.plan_new("Messy play at home", past[0], by=carol)
        topics.plan_new("First teeth", ahead[1], by=carol)
    tom = User.objects.get(email=people.TOM.email)
    with clock.stopped_at(now - timedelta(hours=8)):
        topics.suggest("Twins and sleep", family=tom.carer.family, by=tom)


def _keep_a_festival(session: Occurrence, now: datetime) -> None:
    """Two who come keep whatever festival is near: a leader should know before she plans."""
    near = max(festivals.table(), key=lambda each: each.day_near(session.day) or date.min)
    if near.day_near(session.day) is None:
        return
    with clock.stopped_at(now - timedelta(days=9)):
        for booking in session.bookings.filter(state="booked").select_related("contact__user").order_by("pk")[:2]:
            if booking.contact and booking.contact.user:
                telling.tell_of_family(
                    booking.contact.family, {"festivals": near.said[0].capitalize()}, by=booking.contact.user
                )
