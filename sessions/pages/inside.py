"""What families see of the inside of a session: what is played, what about, who visits. No statement more."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from groupsite.kit.templatetags.kit import wall_time
from sessions.models import Activity, Occurrence, Plan, Topic, Visitor


def with_inside(rows: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
    """Sessions with what families may see of their plans, by the statement that reads them anyway."""
    played = Activity.objects.filter(plan__occurrence=OuterRef("pk")).exclude(plan__shown=Plan.Shown.LEADERS)
    coming = Visitor.objects.filter(occurrence=OuterRef("pk"), off_at=None).exclude(confirmed_at=None)
    visit = JSONObject(**{name: F(name) for name in ("name", "organisation", "topic", "starts")})
    return rows.annotate(
        is_played=ArraySubquery(played.order_by("position", "pk").values("title")),
        is_visited=ArraySubquery(coming.order_by("starts", "pk").values(visit=visit)),
        is_about=Subquery(Topic.objects.filter(occurrence=OuterRef("pk")).values("title")[:1]),
        plan_shown=Subquery(Plan.objects.filter(occurrence=OuterRef("pk")).values("shown")[:1]),
    )


@dataclass(frozen=True)
class Inside:
    """The part of a session's page that tells of it."""

    topic: str
    activities: list[str]
    visits: list[str]
    is_draft: bool


def inside(occurrence: Any, *, names: bool) -> Inside:
    """Of a session that was read with it. Strangers read where a visitor is from, and not who it is."""
    return Inside(
        topic=occurrence.is_about or "",
        activities=occurrence.is_played,
        visits=[in_a_sentence(visit, names=names) for visit in occurrence.is_visited],
        is_draft=occurrence.plan_shown == Plan.Shown.DRAFT,
    )


def in_a_sentence(visit: dict[str, Any], *, names: bool) -> str:
    """Joy Mensah from Bristol Smiles visits us at 10am to talk about first teeth."""
    name, organisation = visit["name"] if names else "", visit["organisation"]
    both = _("%(name)s from %(organisation)s") % {"name": name, "organisation": organisation}
    who = both if name and organisation else name or organisation or _("A visitor")
    at = wall_time(time.fromisoformat(visit["starts"])) if visit["starts"] else ""
    said = {"who": who, "time": at, "topic": visit["topic"]}
    if at and visit["topic"]:
        return _("%(who)s visits us at %(time)s to talk about %(topic)s.") % said
    if visit["topic"]:
        return _("%(who)s visits us to talk about %(topic)s.") % said
    return (_("%(who)s visits us at %(time)s.") if at else _("%(who)s visits us.")) % said
