"""Everything that has a keeper and a review date, in one list, whatever table it stands in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signposting.models import Guide, NamedPerson, Partner, Resource, Service


@dataclass(frozen=True)
class Kind:
    """One table whose rows are looked at again, and how."""

    slug: str
    label: str | Promise
    model: Any
    page: str
    title: str = "name"
    day: str = "review_on"
    keeper: str = "keeper"
    seen: str = "reviewed_at"
    only: Q = field(default_factory=Q)

    def rows(self) -> QuerySet[Any]:
        """Those that are kept."""
        return self.model.objects.filter(self.only)

    def stale(self, today: date) -> QuerySet[Any, Any]:
        """Those whose day has come, in the columns that every table has."""
        said = {
            "table": Value(self.slug, output_field=CharField()), "says": Cast(F(self.title), CharField()),
            "late_on": F(self.day), "who": F(f"{self.keeper}__name"),
        }  # fmt: skip
        late = self.rows().filter(**{f"{self.day}__lte": today}).order_by()
        return late.annotate(**said).values_list("table", "code", "says", "late_on", "who")


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("person", _("Named person"), NamedPerson, "signposting:person"),
        Kind("guide", _("Guide"), Guide, "signposting:guide", title="title"),
        Kind("resource", _("Library"), Resource, "signposting:edit_resource", title="title", only=Q(off_at=None)),
        Kind("partner", _("Partner"), Partner, "signposting:partner"),
        Kind(
            "internal", _("For us only"), Service, "signposting:internal_entry", day="due_on", keeper="owner",
            seen="verified_at", only=Q(state=Service.State.INTERNAL),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """One thing that somebody should look at again."""

    kind: Kind
    code: UUID
    title: str
    day: date
    keeper: str | None

    @property
    def href(self) -> str:
        """Where it is changed."""
        return reverse(self.kind.page, args=[self.code])


def due(today: date) -> list[Due]:
    """The longest overdue first. One statement, however many kinds there are."""
    first, *others = [kind.stale(today) for kind in KINDS.values()]
    rows = first.union(*others, all=True).order_by("late_on", "code")
    return [Due(KINDS[kind], code, title, day, who) for kind, code, title, day, who in rows]


def count_due(today: date) -> int:
    """How many there are."""
    first, *others = [kind.stale(today) for kind in KINDS.values()]
    return first.union(*others, all=True).count()
