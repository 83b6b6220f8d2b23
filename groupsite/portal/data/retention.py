"""What goes by itself, night by night: found by the registry, held by holds, stopped when it is suspiciously much.

Months end late rather than early; a row under a legal hold stays; a family is warned a month before it goes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from families.models import Carer, Family, Home
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.personal import DELETE, Term, forget, our_models, personal, rows_about
from groupsite.outbox.models import Letter
from groupsite.outbox.services import post, post_many
from groupsite.portal.data import erasure
from groupsite.portal.data.subjects import everybody_in, sign_ins_of
from groupsite.portal.models import Hold, NightlyRun
from volunteers.services import long_ago, standing

BATCH = 100
WARNED_MONTHS, WARNED_FOR = 11, timedelta(days=28)
SHARE_A_NIGHT = 0.02
AGREED_FOR = timedelta(days=2)
WARNING = "family_sleeping"


@dataclass(frozen=True)
class Due:
    """Rows of one table whose time has come, by one of its terms."""

    model: Any
    term: Term
    rows: QuerySet[Any]

    @property
    def name(self) -> str:
        """What a report calls it, such as `families.child: allergies, helps`."""
        label: str = self.model._meta.label_lower
        return f"{label}: {', '.join(sorted(self.term.fields))}" if self.term.fields else label


def night(*, dry: bool = False) -> NightlyRun:
    """One night's work, or with `dry` only what it would be. Twice in a night does nothing twice."""
    run = NightlyRun(dry=dry, at=clock.now())
    agreed = set() if dry else agreed_lately()
    for due in everything_due():
        if count := due.rows.count():
            run.due[due.name] = count
            if count > _most(due) and due.name not in agreed:
                run.stopped[due.name] = count
            elif not dry:
                run.done[due.name] = _clear(due)
    run.save()
    if not dry:
        _round_off(run)
    return run


def _most(due: Due) -> float:
    """More than this many rows of a table in one night look like a mistake."""
    return max(settings.RETENTION_MOST, due.model._default_manager.count() * SHARE_A_NIGHT)


def agree(run: NightlyRun, *, by: User) -> None:
    """A person has looked at what was stopped, and says it may go; the next night does it."""
    run.agreed_at, run.agreed_by = clock.now(), by
    run.save(update_fields=["agreed_at", "agreed_by"])


def agreed_lately() -> set[str]:
    """What people have said may go, in the last two days."""
    runs = NightlyRun.objects.filter(agreed_at__gte=clock.now() - AGREED_FOR)
    return {name for run in runs for name in run.stopped}


def everything_due() -> Iterator[Due]:
    """Each term of each table, with the rows it has come for."""
    held = _held()
    for model in our_models():
        for term in personal(model, "terms", ()):
            rows = _due(model, term, clock.now()).exclude(pk__in=rows_about(model, held).values("pk"))
            yield Due(model, term, rows)


# -- Which rows ------------------------------------------------------------------------------------
def _due(model: Any, term: Term, now: datetime) -> QuerySet[Any]:
    before = clock.months_before(now, term.months) - timedelta(days=term.days)
    rows = _over(model, term, before).exclude(_blank_already(model, term))
    if model is Family:
        return rows.filter(_was_warned(now))
    return rows


def _over(model: Any, term: Term, before: datetime) -> QuerySet[Any]:
    """Rows of which the last moment lies before this one, and which no other table shows to be in use."""
    some, late = Q(), Q()
    for lookup in term.since:
        limit = _as_kept(model, lookup, before)
        some |= Q(**{f"{lookup}__lte": limit})
        late |= Q(**{f"{lookup}__gt": limit})
        if "__" in lookup:  # a child with two homes, one of which has not left
            late |= Q(**{f"{lookup}__isnull": True})
    old = model._default_manager.filter(some, term.only)
    rows = model._default_manager.filter(pk__in=old.values("pk")).exclude(late)
    return rows if term.fields else _not_in_use(rows, before)


def _not_in_use(rows: QuerySet[Any], before: datetime) -> QuerySet[Any]:
    for other in our_models():
        if found := personal(other, "life", {}).get(rows.model._meta.label_lower):
            lookup, moments = found
            alive = Q()
            for moment in moments:
                alive |= Q(**{f"{moment}__gt": _as_kept(other, moment, before)})
            rows = rows.exclude(Exists(other._default_manager.filter(alive, **{lookup: OuterRef("pk")})))
    return rows


def _as_kept(model: Any, lookup: str, moment: datetime) -> datetime | date:
    """The moment as the column has it: an instant, or a day of London's calendar."""
    *way, last = lookup.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model
    is_moment = isinstance(model._meta.get_field(last), models.DateTimeField)
    return moment if is_moment else clock.local(moment).date()


def _blank_already(model: Any, term: Term) -> Q:
    """What has gone need not go again. A row that is deleted is never blank."""
    erase = model.Personal.erase
    names = term.fields or set(erase)
    if any(erase[name] is DELETE for name in names):
        return Q(pk__in=[])
    blank = Q()
    for name in names:
        value = erase[name]() if callable(erase[name]) else erase[name]
        blank &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return blank & _nobody_left() if model is Family and not term.fields else blank


def _nobody_left() -> Q:
    """A household says little of itself; it has gone when its people have."""
    people = (Carer.objects.filter(family=OuterRef("pk")), Home.objects.filter(family=OuterRef("pk")))
    return ~Q(Exists(people[0])) & ~Q(Exists(people[1]))


def _was_warned(now: datetime) -> Q:
    """A family that can be written to has had its warning a month ago."""
    about = Concat(Value(f"{Family._meta.label_lower}:"), Cast(OuterRef("pk"), models.CharField()))
    warned = Letter.objects.filter(kind=WARNING, about=about, made_at__lte=now - WARNED_FOR)
    can_be_written_to = Carer.objects.filter(family=OuterRef("pk"), is_main=True).exclude(email="")
    return Q(Exists(warned)) | ~Q(Exists(can_be_written_to))


def _held() -> list[Any]:
    families = Family.objects.filter(holds__ended_at=None, holds__isnull=False)
    return [row for family in families for row in (*everybody_in(family), *family.children.all(), *sign_ins_of(family))]


# -- Doing it --------------------------------------------------------------------------------------
def _forget_family(rows: QuerySet[Any]) -> int:
    for family in rows:
        erasure.erase_family(family, by=None)
    return len(rows)


def _forget_user(rows: QuerySet[Any]) -> int:
    for user in rows:
        erasure.erase_user(user)
    return len(rows)


WHOLE: dict[str, Callable[[QuerySet[Any]], int]] = {
    "families.family": _forget_family,
    "accounts.user": _forget_user,
    "volunteers.signup": long_ago.forget_signups,
    "volunteers.dbsfacts": standing.forget_dbs,
}
"""Rows that hang together with others, or leave a sum behind, go by their own service."""


def _clear(due: Due) -> int:
    """Batch by batch, each in a transaction of its own."""
    cleared = 0
    numbers = list(due.rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            rows = due.model._default_manager.filter(pk__in=numbers[start : start + BATCH])
            handle = None if due.term.fields else WHOLE.get(due.model._meta.label_lower)
            cleared += handle(rows) if handle else forget(rows, due.term.fields)
    return cleared


def _round_off(run: NightlyRun) -> None:
    SessionStore.clear_expired()
    erasure.rewrite_ledger()
    warn_sleeping_families()
    if run.done or run.stopped:
        for user in User.objects.filter(roles__contains=[Role.ADMINISTRATOR]):
            post("nightly_report", to=user, about=run)


def warn_sleeping_families() -> int:
    """A month before a family goes its main carer gets a letter, once; how many."""
    now = clock.now()
    (term,) = (term for term in Family.Personal.terms if not term.fields)
    eleven = Term(since=term.since, months=WARNED_MONTHS)
    sleeping = _over(Family, eleven, clock.months_before(now, WARNED_MONTHS)).exclude(_blank_already(Family, term))
    lately = Letter.objects.filter(kind=WARNING, made_at__gt=now - timedelta(days=90)).values("about")
    about = Concat(Value(f"{Family._meta.label_lower}:"), Cast("family_id", models.CharField()))
    carers = Carer.objects.filter(family__in=sleeping, is_main=True).exclude(email="").annotate(about=about)
    letters = [(carer, carer.family) for carer in carers.exclude(about__in=lately).select_related("family")]
    post_many(WARNING, letters)
    return len(letters)


def open_holds() -> QuerySet[Hold]:
    """Families nothing of which may go."""
    return Hold.objects.live().order_by("at")
