"""What a parent sees of a plan, and may say of it."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from families.models import Family
from families.queries import families_for
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Activity, Contribution, Like, Occurrence, Plan, Remark


def drafts() -> QuerySet[Plan]:
    """Plans that families may judge."""
    return Plan.objects.filter(shown=Plan.Shown.DRAFT).select_related("occurrence__programme")


def activities_shown() -> QuerySet[Activity]:
    """Parts of plans that families see."""
    return Activity.objects.exclude(plan__shown=Plan.Shown.LEADERS).select_related("plan__occurrence")


def offers_for(user: User) -> QuerySet[Contribution]:
    """What this person's household offered."""
    return Contribution.objects.filter(family__in=families_for(user)).select_related("occurrence")


def said(plan: Plan, family: Family | None) -> dict[str, str]:
    """What the household has said so far."""
    row = Remark.objects.filter(plan=plan, family=family).first() if family else None
    return {"words": row.words} if row else {}


def page(occurrence: Occurrence, family: Family | None) -> dict[str, Any]:
    """A day as a family may help to plan it."""
    plan = Plan.objects.exclude(shown=Plan.Shown.LEADERS).filter(occurrence=occurrence).first()
    liked = Like.objects.filter(activity=OuterRef("pk"), family=family)
    rows = Activity.objects.filter(plan=plan) if plan else Activity.objects.none()
    ahead = occurrence.cancelled_at is None and clock.now() < occurrence.starts_at
    return {
        "occurrence": occurrence,
        "family": family,
        "activities": list(rows.annotate(liked=Count("likes"), mine=Exists(liked)).order_by("position", "pk")),
        "is_draft": ahead and plan is not None and plan.shown == Plan.Shown.DRAFT,
        "may_offer": ahead,
        "remark": said(plan, family).get("words", "") if plan else "",
        "offers": list(Contribution.objects.filter(occurrence=occurrence, family=family)) if family else [],
    }
