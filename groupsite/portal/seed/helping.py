"""How the demo's helpers arrange things among themselves: checks, days away, a stand-in, a swap, an open question."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.portal.seed import people
from sessions.models import Occurrence, Programme
from volunteers.models import Check, Clearance, Shift, Signup
from volunteers.queries.first_shifts import beside
from volunteers.queries.gaps import gaps
from volunteers.queries.knowing import knows
from volunteers.queries.rota import shifts_of, to_swap_for
from volunteers.queries.today import next_session_of
from volunteers.rules.standing import BEFORE_HELPING, STEPS
from volunteers.services import (
    applying,
    asking,
    counting,
    giving_up,
    how_i_help,
    needs,
    once,
    promises,
    standing,
    swapping,
    today,
    waiting,
)

FIRST_AIDER: dict[str, Any] = {
    "role": "First aider",
    "note": "The first aid box is on the hook by the hatch.",
    "practises": ["Staying calm", "First aid"],
    "asks_for": [Check.FIRST_AID],
}

PETRA = "petra.novak@example.org"
PHOTO_DAY: dict[str, Any] = {
    "role": "Take the group’s photo",
    "note": "Only families who have said yes to photos.",
    "practises": ["Photography"],
}
SMALL_JOBS = (
    ("Wash the cups", "Kitchen hatch", 10),
    ("Fold the mats", "By the stage", 5),
    ("Hand out the song sheets", "Circle", 5),
)
APPLICANT = {
    "name": "Hannah Lewis",
    "email": "hannah.lewis@example.org",
    "free_on": "Tuesdays and Thursdays",
    "why": "I was a teacher for thirty years, and I miss the singing.",
    "heard_from": ["friend"],
}


def tell() -> None:
    """Dev's week has all of it: a question, a swap, a list to wait on, a check that ends soon."""
    carol, dev = (User.objects.get(email=person.email) for person in (people.CAROL, people.DEV))
    joan, yusuf, marta, ruth = (User.objects.get(name=name) for name in people.SPARE_HELPERS)
    day = clock.today()
    for helper, days in ((dev, 24), (joan, 400), (ruth, 50)):
        kept = {"volunteer": helper, "kind": Check.FIRST_AID, "noted_by": carol}
        Clearance.objects.create(since=day - timedelta(days=300), until=day + timedelta(days=days), **kept)
    _join([dev, joan, yusuf, marta, ruth], carol)
    _help_before_today([dev, joan, yusuf, marta, ruth], carol)
    _small_jobs(carol)
    how_i_help.set_limit(dev, 12)
    how_i_help.set_limit(yusuf, 4)
    how_i_help.be_away(marta, day + timedelta(days=10), day + timedelta(days=24))
    needs.ask_for(Programme.objects.order_by("pk")[0], by=carol, **FIRST_AIDER)
    _if_possible(lambda: _photo_day(carol))
    _if_possible(lambda: giving_up.look_for_stand_in(_next(joan), by=joan, looking=True))
    _if_possible(lambda: _swap(ruth, dev))
    _if_possible(lambda: waiting.wait_for(_full(dev), by=dev))
    for shift in gaps(clock.now() + timedelta(weeks=3)):
        if _if_possible(lambda shift=shift: asking.ask(shift, dev, by=carol)):  # type: ignore[misc]
            break
    _if_possible(lambda: _begins_alone(carol))


def _join(helpers: Iterable[User], carol: User) -> None:
    """Everybody has come in the proper way; one check ends in three weeks, and somebody is on the way in."""
    for n, helper in enumerate(helpers):
        _come_in(helper, STEPS, n, carol)
    asked = applying.apply(
        APPLICANT, [("Rev. Tim Oakes", "tim.oakes@example.org"), ("Dr Anna Bell", "bell@example.org")]
    )
    applying.ask_referees(asked, by=carol)
    said = {"trusts": "yes", "known_for": "She taught my class for six years.", "words": "Warm, calm, always on time."}
    applying.answer_reference(asked.references.order_by("pk")[0], **said)


def _come_in(helper: User, steps: Iterable[str], n: int, carol: User) -> None:
    day = clock.today()
    with clock.stopped_at(clock.now() - timedelta(days=320 - 30 * n)):
        for step in steps:
            standing.note_step(helper, step, by=carol)
        standing.agree(helper)
    facts = {"issued_on": day - timedelta(days=700), "level": "enhanced", "number": f"00123456789{n}"}
    standing.note_dbs(helper, facts | {"is_clear": True, "next_check_on": day + timedelta(days=20 + 200 * n)}, by=carol)
    standing.look_after(helper, by=carol)


def _begins_alone(carol: User) -> None:
    """Petra has said yes to a first shift, and nobody is beside her yet: that stands among the gaps."""
    petra = User.objects.create_user(PETRA, name="Petra Novak", roles=[Role.VOLUNTEER])
    _come_in(petra, BEFORE_HELPING, 9, carol)
    with_company = Shift.objects.filter(beside(petra)).values("pk")
    alone = gaps(clock.now() + timedelta(weeks=3)).exclude(pk__in=with_company).filter(asks_for=[])
    shift = alone.order_by("-starts_at", "pk")[0]  # the story calls nearer dates off
    asking.answer(asking.ask(shift, petra, by=carol), by=petra, agrees=True)


def _help_before_today(helpers: Sequence[User], carol: User) -> None:
    """Eight weeks of shifts behind us, confirmed but for the last; two people carry most, as two always do."""
    now = clock.now()
    turn = cycle([helpers[0], helpers[1], helpers[0], helpers[1], *helpers])
    done = []
    past = Occurrence.objects.filter(ends_at__lt=now, ends_at__gt=now - timedelta(weeks=8), cancelled_at=None)
    for occurrence in past.select_related("programme").order_by("starts_at"):
        with clock.stopped_at(occurrence.starts_at - timedelta(days=3)):
            needs.make_shifts([occurrence])
            for shift in occurrence.shifts.exclude(asks_for__contains=[Check.FIRST_AID]).order_by("pk")[:2]:
                who = next(turn)
                _if_possible(lambda shift=shift, who=who: done.append(promises.sign_up(shift, by=who)))  # type: ignore[misc]
    counting.confirm(done[:-3], came=True, by=carol)


def _photo_day(carol: User) -> None:
    """On one date of the week after next somebody takes pictures."""
    coming = Occurrence.objects.upcoming().filter(
        starts_at__gt=clock.now() + timedelta(days=8), programme__leaders=carol
    )
    once.ask_once(coming.order_by("starts_at")[0], uuid4(), by=carol, **PHOTO_DAY)


def _small_jobs(carol: User) -> None:
    """Three things to do at the next session, for whoever is there."""
    session = next_session_of(carol)
    if session:
        for what, where, minutes in SMALL_JOBS:
            today.post_job(session, what, by=carol, where=where, minutes=minutes)


def _next(user: User) -> Signup:
    return shifts_of(user)[0]


def _swap(asker: User, asked: User) -> None:
    mine, now = _next(asker), clock.now()
    theirs = next(it for it in to_swap_for(mine, asker, knows(asker, now), now) if it.volunteer_id == asked.pk)
    swapping.ask(mine, theirs, by=asker)


def _full(user: User) -> Shift:
    short = Shift.objects.short().order_by().values("pk")
    covered = Shift.objects.upcoming().exclude(signups__volunteer=user).exclude(pk__in=short)
    return covered.order_by("-starts_at")[0]


def _if_possible(act: Callable[[], object]) -> bool:
    """On some days of the year the demo's timetable leaves no room for one of these; it does without."""
    try:
        act()
    except (Refused, IndexError, StopIteration):
        return False
    return True
