"""Writing what is played that day: by hand, from a past plan, from a file; and what families think of a draft."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Family
from families.rules.words import tidy
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Activity, Like, Occurrence, Plan, Remark
from sessions.rules.planfile import MOST_ACTIVITIES, PlanFile, Step


def hold(occurrence: Occurrence) -> Plan:
    """The plan of a session, made when there is none, and held: two leaders write one list."""
    Plan.objects.get_or_create(occurrence=occurrence)
    return Plan.objects.select_for_update().get(occurrence=occurrence)


@transaction.atomic
def set_plan(occurrence: Occurrence, *, shown: str, snack: str, by: User) -> Plan:
    """Who sees it, and what there is to eat."""
    plan = hold(occurrence)
    plan.shown, plan.snack = Plan.Shown(shown), tidy(snack, longest=200, field="snack")
    return _changed(plan, by=by)


@transaction.atomic
def add(occurrence: Occurrence, step: Step, *, by: User) -> Activity:
    """One more thing, at the end."""
    plan = hold(occurrence)
    (activity,) = append(plan, [step])
    _changed(plan, by=by)
    return activity


def append(plan: Plan, steps: list[Step], **fields: Any) -> list[Activity]:
    """These things after what the plan has. Refused where a plan would go on for ever. The plan is held."""
    there = list(plan.activities.values_list("position", flat=True))
    if len(there) + len(steps) > MOST_ACTIVITIES:
        says = _("A plan has room for %(most)d things. Take some out first.")
        raise Refused(says % {"most": MOST_ACTIVITIES}, code="too_many")
    first = max(there, default=0) + 1
    rows = [
        Activity(plan=plan, position=first + n, title=step.what, minutes=step.minutes, needs=step.needs, **fields)
        for n, step in enumerate(steps)
    ]
    return Activity.objects.bulk_create(rows)


@transaction.atomic
def change(activity: Activity, step: Step, *, by: User) -> Activity:
    """Say it differently."""
    activity.title, activity.minutes, activity.needs = step.what, step.minutes, step.needs
    activity.save(update_fields=["title", "minutes", "needs"])
    _changed(activity.plan, by=by)
    return activity


@transaction.atomic
def earlier(activity: Activity, *, by: User) -> None:
    """One place up; the first stays the first."""
    plan = hold(activity.plan.occurrence)
    rows = list(plan.activities.all())
    place = next((n for n, row in enumerate(rows) if row.pk == activity.pk), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for number, row in enumerate(rows, start=1):
        row.position = number
    Activity.objects.bulk_update(rows, ["position"])
    _changed(plan, by=by)


@transaction.atomic
def take_out(activity: Activity, *, by: User) -> None:
    """It is not done that day."""
    activity.delete()
    _changed(activity.plan, by=by)


@transaction.atomic
def reuse(occurrence: Occurrence, past: Plan, *, by: User) -> Plan:
    """Everything of a past plan again. What a parent led then is theirs, and is not copied."""
    plan = hold(occurrence)
    append(plan, [Step(row.title, row.minutes, row.needs) for row in past.activities.filter(contribution=None)])
    plan.snack = plan.snack or past.snack
    return _changed(plan, by=by, reused=past.pk)


@transaction.atomic
def bring(occurrence: Occurrence, file: PlanFile, *, by: User) -> Plan:
    """A plan from a file, perhaps of another group far away."""
    plan = hold(occurrence)
    append(plan, list(file.steps))
    plan.snack = plan.snack or file.snack
    return _changed(plan, by=by, brought=len(file.steps))


def _changed(plan: Plan, *, by: User, **details: Any) -> Plan:
    plan.changed_at = clock.now()
    plan.save(update_fields=["shown", "snack", "changed_at"])
    record("plan.changed", plan, by=by, **details)
    return plan


# -- What families think of a draft ----------------------------------------------------------------
@transaction.atomic
def like(activity: Activity, family: Family, *, by: User) -> bool:
    """The household would like this; asked again, not any more. Is it liked now?"""
    check_open(activity.plan)
    mine, made = Like.objects.get_or_create(activity=activity, family=family)
    if not made:
        mine.delete()
    record("plan.liked" if made else "plan.unliked", activity, by=by)
    return made


@transaction.atomic
def remark(plan: Plan, family: Family, words: str, *, by: User) -> Remark | None:
    """What the household says of it; said again, the new words count, and nothing takes them back."""
    check_open(plan)
    words = tidy(words, longest=300, field="words")
    if not words:
        Remark.objects.filter(plan=plan, family=family).delete()
        return None
    new = {"words": words, "at": clock.now()}
    said, _made = Remark.objects.update_or_create(plan=plan, family=family, defaults=new)
    record("plan.remarked", plan, by=by)
    return said


def check_open(plan: Plan) -> None:
    """Only a draft is for families to judge, and only until the day."""
    over = plan.occurrence.starts_at <= clock.now() or plan.occurrence.cancelled_at
    if plan.shown != Plan.Shown.DRAFT or over:
        raise Refused(_("This plan is settled now. Tell us at the group what you think."), code="settled")
