"""What can be borrowed, what is out, and what a household has."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value

from families.models import Family
from signposting.models import Loan, Thing, Wish
from signposting.queries.library import shelf


def things() -> QuerySet[Thing]:
    """All that we lend, with until when each is out. With whom is not said."""
    out = Loan.objects.out().filter(thing=OuterRef("pk"))
    rows = Thing.objects.filter(off_at=None).order_by("name", "pk")
    return rows.annotate(is_out=Exists(out), out_until=Subquery(out.values("due_on")[:1]))


def to_give() -> set[str]:
    """“leaflet” when there is something to hand out, “loan” when there is something to lend; by one question."""
    leaflets = shelf().order_by().values_list(Value("leaflet"))[:1]
    loans = Thing.objects.filter(off_at=None).order_by().values_list(Value("loan"))[:1]
    return {kind for (kind,) in leaflets.union(loans)}


def on_the_shelf() -> QuerySet[Thing]:
    """What can be lent now, what families ask for first."""
    rows: Any = things()
    fit: QuerySet[Thing] = rows.filter(is_out=False).exclude(condition=Thing.Condition.MEND)
    return fit.annotate(wished=Count("wishes")).order_by("-wished", "name", "pk")


def for_family(family: Family | None) -> QuerySet[Thing]:
    """The same with what this household asked for and what it has."""
    asked = Wish.objects.filter(thing=OuterRef("pk"), family=family)
    has = Loan.objects.out().filter(thing=OuterRef("pk"), family=family, family__isnull=False)
    return things().annotate(is_wished=Exists(asked), is_ours=Exists(has))


def loans_of(family: Family | None) -> QuerySet[Loan]:
    """What this household has now, and whether others ask for it."""
    wished = Exists(Wish.objects.filter(thing=OuterRef("thing")).exclude(family=family))
    rows = Loan.objects.out().filter(family=family, family__isnull=False).select_related("thing")
    return rows.annotate(is_wished=wished)


def out() -> QuerySet[Loan]:
    """Everything that somebody has, what is due first."""
    return Loan.objects.out().select_related("thing", "family")


def wishes() -> QuerySet[Wish]:
    """Who asked for what, in order."""
    return Wish.objects.filter(thing__off_at=None).select_related("thing", "family").order_by("at", "pk")
