"""One page for the leader of a day: the plan, who helps to fill it, who comes, what is left to do. A fixed cost."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from families.models import Carer, Family
from families.rules.words import first_name
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Action, Activity, Card, Contribution, Debrief, Occurrence, Plan, Remark, Topic, Visitor
from sessions.pages.expected import Expected, expected_at
from sessions.queries.access import families_led_by, sessions_led_by
from sessions.rules.planfile import Step, written

PAST_SHOWN, MOST_FOUND = 5, 30


# -- What a leader may open ------------------------------------------------------------------------
def sessions_to_plan(user: User) -> QuerySet[Occurrence]:
    """Sessions this person leads, with all that a plan page says of one."""
    rows = sessions_led_by(user)
    return rows.select_related("programme__venue", "venue", "plan", "topic", "handout__card")


def activities_led_by(user: User) -> QuerySet[Activity]:
    """Parts of the plans of these sessions."""
    rows = Activity.objects.filter(plan__occurrence__in=sessions_led_by(user))
    return rows.select_related("plan__occurrence")


def contributions_led_by(user: User) -> QuerySet[Contribution]:
    """What parents offered for these sessions."""
    rows = Contribution.objects.filter(occurrence__in=sessions_led_by(user))
    return rows.select_related("carer", "occurrence__programme")


def visitors_led_by(user: User) -> QuerySet[Visitor]:
    """Visitors of these sessions."""
    rows = Visitor.objects.filter(occurrence__in=sessions_led_by(user))
    return rows.select_related("occurrence__programme__venue", "occurrence__venue")


def actions_led_by(user: User) -> QuerySet[Action]:
    """What is left to do in these groups."""
    return Action.objects.filter(programme__in=sessions_led_by(user).values("programme"))


def plans_led_by(user: User) -> QuerySet[Plan]:
    """Plans that may be used again: of the sessions this person leads, with something in them."""
    filled = Activity.objects.filter(plan=OuterRef("pk"))
    rows = Plan.objects.filter(Exists(filled), occurrence__in=sessions_led_by(user))
    return rows.select_related("occurrence__programme")


# -- The page --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PlanPage:
    """A day as its leader plans it."""

    occurrence: Occurrence
    plan: Plan | None
    topic: Topic | None
    card: Card | None
    activities: list[Any]
    offers: list[Contribution]
    visitors: list[Visitor]
    actions: list[Action]
    debriefs: list[dict[str, Any]]
    remarks: list[str]
    past: list[dict[str, Any]]
    expected: Expected

    @property
    def minutes(self) -> int:
        """How long all of it takes, as far as it says."""
        return sum(row.minutes or 0 for row in self.activities)

    @property
    def lasts(self) -> int:
        """How long the session is."""
        return int((self.occurrence.ends_at - self.occurrence.starts_at).total_seconds() // 60)

    @property
    def needs(self) -> list[str]:
        """Everything to bring, each thing once."""
        named = (part.strip() for row in self.activities for part in row.needs.split(","))
        return list(dict.fromkeys(filter(None, named)))

    @property
    def has_begun(self) -> bool:
        """Is there something to look back on?"""
        return self.occurrence.starts_at <= clock.now()


def with_what_was_said(rows: QuerySet[Occurrence], user: User) -> QuerySet[Occurrence]:
    """The same with what is only read: debriefs, remarks, plans to use again. No statement more."""
    debriefs = Debrief.objects.filter(occurrence=OuterRef("pk")).order_by("pk")
    remarks = Remark.objects.filter(plan__occurrence=OuterRef("pk")).order_by("-at", "-pk")
    same = Q(occurrence__programme=OuterRef("programme"))
    past = plans_led_by(user).filter(same).exclude(occurrence=OuterRef("pk")).order_by("-occurrence__starts_at", "-pk")
    back = JSONObject(by=F("by__name"), went_well=F("went_well"), change=F("change"))
    plan = JSONObject(code=F("code"), day=F("occurrence__day"), snack=F("snack"))
    return rows.annotate(
        looked_back=ArraySubquery(debriefs.values(said=back)),
        said_of_it=ArraySubquery(remarks.values("words")),
        planned_before=ArraySubquery(past.values(plan=plan)[:PAST_SHOWN]),
    )


def plan_page(occurrence: Any, user: User) -> PlanPage:
    """A session that was read by `sessions_to_plan` with what was said, and everything beside it."""
    plan = getattr(occurrence, "plan", None)
    handout = getattr(occurrence, "handout", None)
    return PlanPage(
        occurrence=occurrence,
        plan=plan,
        topic=getattr(occurrence, "topic", None),
        card=handout.card if handout else None,
        activities=list(activities_of(plan)),
        offers=list(_open_offers(occurrence)),
        visitors=list(occurrence.visitors.filter(off_at=None).order_by("starts", "pk")),
        actions=list(open_actions(occurrence)),
        debriefs=occurrence.looked_back,
        remarks=occurrence.said_of_it,
        past=[row | {"day": date.fromisoformat(row["day"])} for row in occurrence.planned_before],
        expected=expected_at(occurrence, user, snack=plan.snack if plan else ""),
    )


def activities_of(plan: Plan | None) -> QuerySet[Activity]:
    """In their order, with how many households like each as `liked`, and whose offer it is."""
    rows = Activity.objects.filter(plan=plan) if plan else Activity.objects.none()
    return rows.annotate(liked=Count("likes")).select_related("contribution__carer").order_by("position", "pk")


def _open_offers(occurrence: Occurrence) -> QuerySet[Contribution]:
    asked = Contribution.objects.filter(occurrence=occurrence, state=Contribution.State.ASKED)
    return asked.select_related("carer").order_by("asked_at", "pk")


def open_actions(occurrence: Occurrence) -> QuerySet[Action]:
    """What this group still has to do, whichever session it comes from; the soonest due first."""
    rows = Action.objects.filter(programme=occurrence.programme_id, done_at=None, made_at__lte=_end_of(occurrence))
    return rows.select_related("owner", "occurrence").order_by("due_on", "pk")


def _end_of(occurrence: Occurrence) -> Any:
    return max(occurrence.ends_at, clock.now())


# -- Who plays the guitar? -------------------------------------------------------------------------
@dataclass(frozen=True)
class Skilled:
    """Somebody who would share something."""

    name: str
    skills: str


def skilled(user: User, words: str) -> list[Skilled]:
    """Adults of the families this person looks after who would share it; with nothing asked, everybody (S4-10).

    They told it so that a leader may ask them, and a leader has the names of the families who come to her groups.
    """
    theirs: QuerySet[Family] = families_led_by(user).filter(left_at=None)
    rows = Carer.objects.exclude(skills="").filter(family__in=theirs.values("pk"))
    for word in words.split():
        rows = rows.filter(skills__icontains=word)
    named = rows.order_by("name", "pk").values_list("name", "skills")[:MOST_FOUND]
    return [Skilled(first_name(name), skills) for name, skills in named]


# -- For others ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PlanSheet:
    """What may leave the room: what is done, and nothing about anybody."""

    topic: str
    activities: list[Activity]
    snack: str
    card: Card | None


def sheet_of(occurrence: Any) -> PlanSheet:
    """A session that was read by `sessions_to_plan`. What a parent offered is only called that."""
    plan, handout = getattr(occurrence, "plan", None), getattr(occurrence, "handout", None)
    topic = getattr(occurrence, "topic", None)
    rows = list(plan.activities.all()) if plan else []
    return PlanSheet(topic.title if topic else "", rows, plan.snack if plan else "", handout.card if handout else None)


def file_of(occurrence: Any) -> bytes:
    """The same as an open file. A title that a family gave is left at home: it is their words."""
    sheet = sheet_of(occurrence)
    steps = [Step(row.title, row.minutes, row.needs) for row in sheet.activities]
    return written(occurrence.programme.name, steps, sheet.snack)
