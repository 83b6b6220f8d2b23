"""What happens inside a session, for tests: plans, visitors, topics, cards, debriefs. Factories live with the cast."""

from datetime import time, timedelta

from groupsite.kit import clock
from sessions.models import Contribution, Plan
from sessions.rules.planfile import Step
from sessions.services import plans
from tests.cast import (
    AboutMeFactory,
    ActionFactory,
    ActivityFactory,
    CarerFactory,
    ChildFactory,
    ContributionFactory,
    DebriefFactory,
    HandoutFactory,
    LikeFactory,
    OccurrenceFactory,
    PlanFactory,
    RemarkFactory,
    SignupFactory,
    TopicFactory,
    UserFactory,
    VisitorFactory,
)


def planned(occurrence, *titles, shown=Plan.Shown.DRAFT, snack="", by=None):
    """A session whose plan has these things in it."""
    by = by or UserFactory()
    plans.set_plan(occurrence, shown=shown, snack=snack, by=by)
    for title in titles:
        plans.add(occurrence, Step(title, 10, "scarves"), by=by)
    occurrence.refresh_from_db()
    return occurrence.plan


VISIT = {
    "name": "Joy Mensah",
    "organisation": "Bristol Smiles",
    "topic": "first teeth",
    "starts": None,
    "ends": None,
    "heads": 1,
    "email": "joy@smiles.example",
    "needs": "",
    "checks": "",
    "confirmed": True,
}


# -- Where the addresses lead (tests/places.py) ----------------------------------------------------
def session(cast):
    """The session that every page shows."""
    return cast.once("session", OccurrenceFactory)


def plan_of(cast):
    """A draft of it with one thing in it, offered by nobody."""
    return cast.once("plan", lambda: PlanFactory(occurrence=session(cast)))


def _session(cast):
    plan_of(cast)
    return {"code": session(cast).code}


def _activity(cast):
    return {"code": cast.once("activity", lambda: ActivityFactory(plan=plan_of(cast))).code}


def _offer(cast):
    made = {"occurrence": session(cast), "carer": cast.amina.carer}
    return {"code": cast.once("offer of a story", lambda: ContributionFactory(**made)).code}


def _visitor(cast):
    return {"code": cast.once("visitor", lambda: VisitorFactory(occurrence=session(cast))).code}


def _topic(cast):
    return {"code": cast.once("topic", TopicFactory).code}


def _card(cast):
    """One that families have been given: last week."""
    last_week = clock.today() - timedelta(days=7)
    return {"code": cast.once("card", lambda: HandoutFactory(occurrence__day=last_week)).card.code}


def _past_plan(cast):
    made = {"plan__occurrence__programme": session(cast).programme, "plan__occurrence__day": clock.today()}
    return _session(cast) | {"past": cast.once("past plan", lambda: ActivityFactory(**made)).plan.code}


def _action(cast):
    made = {"programme": session(cast).programme}
    return {"code": cast.once("action", lambda: ActionFactory(**made)).code, "at": session(cast).code}


def _helped(cast):
    """A shift of Amina's that was yesterday."""
    made = {"volunteer": cast.helper, "shift__occurrence__day": clock.today() - timedelta(days=1)}
    return {"code": cast.once("helped", lambda: SignupFactory(**made)).code}


OF_A_DAY = (
    *("plan", "plan_about", "print_plan", "plan_file", "bring_plan", "day_topic", "day_card", "new_visitor"),
    *("debrief", "new_action", "say", "remark", "offer"),
)
INSIDE = {
    **dict.fromkeys([f"sessions:{name}" for name in OF_A_DAY], _session),
    "sessions:activity": _activity,
    "sessions:like": _activity,
    "sessions:move_activity": lambda cast: _activity(cast) | {"how": "earlier"},
    "sessions:answer_offer": _offer,
    "sessions:take_back_offer": _offer,
    **dict.fromkeys([f"sessions:{name}" for name in ("visitor", "visitor_off", "thank_visitor")], _visitor),
    **dict.fromkeys([f"sessions:{name}" for name in ("topic", "vote")], _topic),
    **dict.fromkeys([f"sessions:{name}" for name in ("card", "edit_card")], _card),
    "volunteers:debrief": _helped,
    "sessions:reuse_plan": _past_plan,
    "sessions:action_done": _action,
}
INSIDE_SHARED = {f"sessions:{name}" for name in ("say", "remark", "offer", "like", "vote", "card")}


def more_inside(cast, n, helper):
    """One more of everything on the pages of plans, topics and cards."""
    plan, family = plan_of(cast), CarerFactory(skills="Guitar").family
    LikeFactory(activity=ActivityFactory(plan=plan), family=cast.amina.carer.family)
    RemarkFactory(plan=plan, family=family)
    ContributionFactory(occurrence=plan.occurrence, carer=family.carers.get())
    ContributionFactory(occurrence=plan.occurrence, carer=cast.amina.carer, state=Contribution.State.ACCEPTED)
    VisitorFactory(occurrence=plan.occurrence, confirmed_at=clock.now(), topic="teeth")
    AboutMeFactory(child=ChildFactory(family=family))
    ahead, gone = (clock.today() + timedelta(days=days) for days in (60 + n, -60 - n))
    TopicFactory(occurrence=OccurrenceFactory(programme=plan.occurrence.programme, day=ahead))
    TopicFactory(family=cast.amina.carer.family, shown_at=None)
    past = OccurrenceFactory(programme=plan.occurrence.programme, day=gone)
    ActivityFactory(plan__occurrence=past)
    HandoutFactory(occurrence=past)
    DebriefFactory(occurrence=plan.occurrence)
    _has_helped(helper, clock.today() - timedelta(days=n % 6 + 1))
    ActionFactory(programme=plan.occurrence.programme, occurrence=past, owner=UserFactory())


def _has_helped(helper, day):
    """At an hour at which nobody has promised anything else."""
    hours = {"shift__starts_at": clock.at(day, time(5)), "shift__ends_at": clock.at(day, time(6))}
    SignupFactory(shift__occurrence__day=day, volunteer=helper, **hours)
