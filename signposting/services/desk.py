"""What a reviewer decides: field by field, service by service. Nothing from a feed reaches parents before."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub import holidays
from signposting.familyhub.keys import FOLLOWS, key
from signposting.familyhub.text import bare
from signposting.models import Pair, Proposal, Service, SourceRecord
from signposting.queries.unwanted import like
from signposting.services import changes, doubles, freshness, slips


@transaction.atomic
def accept(proposal: Proposal, *, by: User, at: datetime | None = None) -> Service:
    """The hub is right: parents see its words from now on."""
    proposal, service = _to_decide(proposal)
    facts = {proposal.field: proposal.theirs}
    for follower, leader in FOLLOWS.items():
        if leader == proposal.field:
            facts[follower] = proposal.record.theirs.get(follower)
    _take_over(service, facts, by=by)
    _decide(proposal, Proposal.State.ACCEPTED, by=by, at=at)
    return service


@transaction.atomic
def refuse(proposal: Proposal, *, by: User, reason: str = "", at: datetime | None = None) -> Service:
    """Ours stays. The same value is not offered again; another one is."""
    proposal, service = _to_decide(proposal)
    _decide(proposal, Proposal.State.REFUSED, by=by, at=at, reason=reason)
    return service


@transaction.atomic
def edit(proposal: Proposal, value: Any, *, by: User, at: datetime | None = None) -> Service:
    """Neither is right: the reviewer says what is."""
    proposal, service = _to_decide(proposal)
    _take_over(service, {proposal.field: value}, by=by)
    _decide(proposal, Proposal.State.EDITED, by=by, at=at)
    return service


@transaction.atomic
def edit_field(service: Service, field: str, value: Any, *, by: User) -> Service:
    """Change one fact by hand. Edited is not checked: no date moves."""
    service = _locked(service.pk)
    _take_over(service, {field: value}, by=by)
    for proposal in service.proposals.waiting().filter(field=field):
        if proposal.theirs_key == key(field, value):
            _decide(proposal, Proposal.State.SUPERSEDED, by=by, at=None)
    record("directory.edited", service, by=by, field=field)
    return service


@transaction.atomic
def set_holidays(service: Service, gaps: list[holidays.Gap], *, by: User) -> Service:
    """When it is closed for a while, as one of us heard. What the hub says of it stays beside it, and is the hub's."""
    service = _locked(service.pk)
    service.closures = [*holidays.theirs(service.closures), *gaps]
    service.save(update_fields=["closures"])
    record("directory.holidays", service, by=by, count=len(gaps))
    return service


@transaction.atomic
def approve(service: Service, *, by: User, at: datetime | None = None) -> Service:
    """A new service goes into the directory, with the newest the hub says of it."""
    service = _locked(service.pk)
    _must_wait(service)
    must_be_wanted(service.name)
    for proposal in service.proposals.waiting().select_related("record"):
        _take_over(service, {proposal.field: proposal.theirs}, by=by)
        _decide(proposal, Proposal.State.ACCEPTED, by=by, at=at)
    service.state, service.listed_at, service.decided_by = Service.State.LISTED, at or clock.now(), by
    service.save()
    freshness.refresh(service, at=clock.now())
    record("directory.approved", service, by=by)
    return service


@transaction.atomic
def decline(service: Service, *, by: User, at: datetime | None = None) -> Service:
    """Nothing for our families: it is not asked about again."""
    service = _locked(service.pk)
    _must_wait(service)
    service.proposals.waiting().update(state=Proposal.State.SUPERSEDED, decided_at=at or clock.now(), decided_by=by)
    service.state, service.decided_by = Service.State.DECLINED, by
    service.save(update_fields=["state", "decided_by"])
    record("directory.declined", service, by=by)
    return service


@transaction.atomic
def say_same(pair: Pair, *, by: User, at: datetime | None = None) -> None:
    """Two records are one service. A new number takes over from the old; a double is put aside."""
    pair = _pair_to_decide(pair)
    first, second = pair.first, pair.second
    if pair.kind == Pair.Kind.REKEYED:
        orphan = second.service
        SourceRecord.objects.filter(pk=second.pk).update(service=first.service, base=first.base)
        Proposal.objects.filter(record=second).update(service=first.service)
        SourceRecord.objects.filter(pk=first.pk).update(replaced_by=second)
        orphan.delete()
    else:
        kept, gone = first.service, second.service
        if gone.is_public and not kept.is_public:
            kept, gone = gone, kept
        _put_aside(gone, by=by)
        doubles.carry_over(gone, kept)
    _decide_pair(pair, Pair.State.SAME, by=by, at=at)


@transaction.atomic
def say_different(pair: Pair, *, by: User, at: datetime | None = None) -> None:
    """Two records are two services, and are not suggested as one again."""
    _decide_pair(_pair_to_decide(pair), Pair.State.DIFFERENT, by=by, at=at)


def _put_aside(service: Service, *, by: User) -> None:
    service.state, service.decided_by = Service.State.DECLINED, by
    service.ended_at = service.ended_at or clock.now()
    service.save(update_fields=["state", "decided_by", "ended_at"])


def _locked(pk: int) -> Service:
    """Services are locked before anything that belongs to them, so that nobody waits for each other."""
    return Service.objects.select_for_update().get(pk=pk)


def must_be_wanted(name: str) -> None:
    """Nobody is listed again who asked not to be."""
    before = like(name)
    if before is not None:
        raise Refused(_("%(name)s asked us not to list them.") % {"name": before}, code="unwanted")


def _must_wait(service: Service) -> None:
    if service.state != Service.State.WAITING:
        raise Refused(_("Somebody has decided about this service already."), code="decided")


def _to_decide(proposal: Proposal) -> tuple[Proposal, Service]:
    service = _locked(proposal.service_id)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("record").get(pk=proposal.pk)
    if proposal.state != Proposal.State.WAITING:
        raise Refused(_("Somebody has decided this already, or the hub has changed its mind."), code="decided")
    return proposal, service


def _take_over(service: Service, facts: dict[str, Any], *, by: User) -> None:
    _must_fit(service, facts)
    was_closed, before = service.is_closed, service.facts()
    service.tell(facts)
    service.save()
    changes.note(service, before, by=by)
    if "schedules" in facts:
        freshness.refresh(service, at=clock.now())  # its times may not run out any more
    if service.is_closed and not was_closed and service.is_public:
        slips.tell_of_closure(service)


def _must_fit(service: Service, facts: dict[str, Any]) -> None:
    """Ages the right way round, and a name that nobody has asked us not to list."""
    low, high = (facts.get(name, getattr(service, name)) for name in ("minimum_age", "maximum_age"))
    if low is not None and high is not None and low > high:
        raise Refused(_("The youngest age would be above the oldest. Change the other one first."), code="ages")
    if "name" in facts and not facts["name"]:
        raise Refused(_("A service needs a name."), code="name")
    if "name" in facts and service.state != Service.State.DECLINED and bare(facts["name"]) != service.bare_name:
        must_be_wanted(facts["name"])


def _decide(proposal: Proposal, state: Proposal.State, *, by: User, at: datetime | None, reason: str = "") -> None:
    """Note who decided what; the hub's value is from now on what staff have decided on."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, at or clock.now()
    proposal.reason = reason
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    row = SourceRecord.objects.select_for_update().get(pk=proposal.record_id)
    row.base[proposal.field] = proposal.theirs
    row.save(update_fields=["base"])
    record("directory.decided", proposal.service, by=by, field=proposal.field, state=state)


def _pair_to_decide(pair: Pair) -> Pair:
    pair = (
        Pair.objects.select_for_update(of=("self",)).select_related("first__service", "second__service").get(pk=pair.pk)
    )
    if pair.state != Pair.State.WAITING:
        raise Refused(_("Somebody has decided this already."), code="decided")
    return pair


def _decide_pair(pair: Pair, state: Pair.State, *, by: User, at: datetime | None) -> None:
    Pair.objects.filter(pk=pair.pk).update(state=state, decided_by=by, decided_at=at or clock.now())
    record("directory.pair_decided", pair.first, by=by, kind=pair.kind, state=state)
