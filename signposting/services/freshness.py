"""Entries step down as their facts grow old: shown, warned, hidden. Nobody is surprised by it."""

from datetime import datetime, time, timedelta

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post_many
from signposting import rules
from signposting.models import Doubt, Flag, Report, Service, Step
from signposting.models.directory import ServiceQuerySet
from signposting.queries.freshness import ages_of
from signposting.queries.harm import facts_of, readers_of
from signposting.rules import freshness as pure
from signposting.rules.harm import harm

AT_A_TIME, TWO = 500, 2
WRITE_AT = time(7, 0)
TOLD = ("verified_at", "listed_at", "said_closed_at", "times_end", "schedules")
MOVES = ("flag", "step", "warned_at", "due_on", "noticed_at", "harm", "readers")


def refresh(service: Service, *, at: datetime) -> Service:
    """How overdue one entry is now, and which step that puts it on. What is ours alone has a review day instead."""
    if service.state != Service.State.INTERNAL:
        _weigh([service], at)
        service.save(update_fields=MOVES)
    return service


def refresh_all(*, at: datetime) -> int:
    """The same of every listed entry, night by night; counts those that moved."""
    moved, last = 0, 0
    while numbers := _next_listed(last):
        moved += _refresh_some(numbers, at)
        last = numbers[-1]
    return moved


def _next_listed(after: int) -> list[int]:
    listed = Service.objects.filter(state=Service.State.LISTED, pk__gt=after).order_by("pk")
    return list(listed.values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def _refresh_some(numbers: list[int], at: datetime) -> int:
    rows = Service.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    moved = _weigh(list(rows.only(*TOLD, *MOVES)), at, anew=True)
    Service.objects.bulk_update(moved, MOVES)
    return len(moved)


def _weigh(services: list[Service], at: datetime, *, anew: bool = False) -> list[Service]:
    """Work out flag, step, next day and harm of each; those that moved. Readers are counted anew at night only."""
    ages, facts, moved = ages_of(services, at), facts_of(services, at, questions=False), []
    readers = readers_of([service.pk for service in services], at) if anew else {}
    for service in services:
        before = tuple(getattr(service, name) for name in MOVES)
        service.readers = readers.get(service.pk, service.readers)
        service.harm = _rounded(max(harm(fact, service.readers) for fact in facts[service.pk]))
        service.flag = pure.worst(ages[service.pk], at)
        service.due_on = pure.next_due(ages[service.pk])
        _take_step(service, at)
        if before != tuple(getattr(service, name) for name in MOVES):
            moved.append(service)
    return moved


def _rounded(figure: float) -> float:
    """Two figures are enough to sort by, and a row that has hardly moved is not written every night."""
    return float(f"{figure:.2g}")


def _take_step(service: Service, at: datetime) -> None:
    step = pure.step(Step(service.step), Flag(service.flag), service.noticed_at, at)
    if step == Step.SHOWN:
        service.warned_at = service.noticed_at = None
    elif service.step == Step.SHOWN:
        service.warned_at, service.noticed_at = at, None
    service.step = step


@transaction.atomic
def doubt(service: Service, field: str, kind: str, *, at: datetime | None = None) -> None:
    """Something speaks against one field: it is due today. The same reason twice is one doubt."""
    moment = at or clock.now()
    service = Service.objects.select_for_update().get(pk=service.pk)
    _row, is_new = Doubt.objects.get_or_create(
        service=service, field=field, kind=kind, settled_at=None, defaults={"since": moment}
    )
    if is_new:
        refresh(service, at=clock.now())
        record("directory.doubted", service, by=None, field=field, kind=kind)


@transaction.atomic
def settle(service: Service, field: str, kind: str) -> None:
    """The reason is gone, as when a page answers again."""
    if service.doubts.open().filter(field=field, kind=kind).update(settled_at=clock.now()):
        refresh(Service.objects.select_for_update().get(pk=service.pk), at=clock.now())


def note_said_closed(service: Service) -> None:
    """Since when two independent voices say that it has closed."""
    said = service.reports.open().filter(topic=Report.Topic.CLOSED).order_by("made_at")
    closed = list(said.values_list("made_at", flat=True)[:TWO])
    moment = closed[TWO - 1] if len(closed) == TWO else None
    Service.objects.filter(pk=service.pk).update(said_closed_at=moment)


@transaction.atomic
def give_to(service: Service, owner: User | None, *, by: User) -> None:
    """Who looks after an entry from now on, and gets the week's letter about it."""
    Service.objects.filter(pk=service.pk).update(owner=owner)
    record("directory.owner", service, by=by, owner=owner.pk if owner else None)


@transaction.atomic
def write_to_owners(*, at: datetime) -> int:
    """Once a week, to everybody who has something to look at; who has been told of a warning is noted here."""
    unwell = Service.objects.filter(state=Service.State.LISTED).exclude(flag=Flag.NONE)
    owners = User.objects.filter(pk__in=unwell.values("owner"), is_active=True)
    told = [user for user in owners if rules.may_review(user)]
    orphans, others = unwell.exclude(owner__in=told), _for_orphans()
    _note_told(unwell.filter(owner__in=told), at)
    if others and orphans.exists():
        _note_told(orphans, at)
        told += [user for user in others if user not in told]
    monday = clock.local(at).date() - timedelta(days=clock.local(at).weekday())
    post_many("entries_due", ((user, user) for user in told), due=clock.at(monday, WRITE_AT))
    return len(told)


def _note_told(services: ServiceQuerySet, at: datetime) -> None:
    services.filter(step=Step.WARNED, noticed_at=None).update(noticed_at=at)


def _for_orphans() -> list[User]:
    """Who hears of entries that nobody looks after: reviewers, or coordinators where there are none."""
    for role in (Role.REVIEWER, Role.COORDINATOR):
        found = list(User.objects.filter(roles__contains=[role], is_active=True).order_by("pk"))
        if found:
            return found
    return []
