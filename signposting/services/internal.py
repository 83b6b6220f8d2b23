"""Entries for the running of the group: halls, repairs, safeguarding. Parents never see them (S1-12)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub import normalise
from signposting.models import Service, Use
from signposting.models.directory import DEFUNCT
from signposting.rules.reviews import next_review
from signposting.services import checks, freshness
from signposting.services.desk import must_be_wanted


@transaction.atomic
def write_down(facts: dict[str, Any], *, use: str, by: User) -> Service:
    """A new entry that is ours alone."""
    if not facts.get("name"):
        raise Refused(_("Give it a name."), code="name", field="name")
    whole = normalise.record({"name": facts["name"], "status": "active"}, at=clock.now()).facts
    service = Service(state=Service.State.INTERNAL, use=_use(use), listed_at=clock.now(), decided_by=by, owner=by)
    service.due_on = next_review("internal", clock.today())
    service.tell(whole | facts)
    service.save()
    record("directory.internal_written", service, by=by)
    return service


@transaction.atomic
def change(service: Service, facts: dict[str, Any], *, use: str, by: User) -> Service:
    """Other facts, the same entry. Edited is not checked."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state != Service.State.INTERNAL:
        raise Refused(_("Families see this entry now. Change it at the review desk."), code="state")
    service.use, ended_at = _use(use), service.ended_at
    service.tell(facts)
    service.ended_at = ended_at
    service.save()
    record("directory.internal_changed", service, by=by)
    return service


@transaction.atomic
def keep_for_us(service: Service, *, by: User) -> Service:
    """Take a listed entry away from families at once, wherever they would meet it."""
    service = _locked(service, Service.State.LISTED)
    service.state, service.use = Service.State.INTERNAL, service.use or Use.OTHER
    service.owner, service.due_on = service.owner or by, next_review("internal", clock.today())
    service.ended_at = service.ended_at or clock.now()
    service.save(update_fields=["state", "use", "owner", "due_on", "ended_at"])
    record("directory.kept_for_us", service, by=by)
    return service


@transaction.atomic
def open_to_families(service: Service, *, by: User) -> Service:
    """Let families see it; what nobody has checked is due at the desk.

    That we looked at it for ourselves says nothing of the facts families read: only checks of those count.
    """
    service = _locked(service, Service.State.INTERNAL)
    must_be_wanted(service.name)
    service.state, service.use = Service.State.LISTED, Use.NONE
    service.verified_at = checks.whole_check(service)
    service.ended_at = service.ended_at if service.status == DEFUNCT else None
    service.save(update_fields=["state", "use", "verified_at", "ended_at"])
    freshness.refresh(service, at=clock.now())
    record("directory.opened", service, by=by)
    return service


def _locked(service: Service, state: str) -> Service:
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state != state:
        raise Refused(_("Somebody has changed this meanwhile. Look again."), code="state")
    return service


def _use(use: str) -> str:
    return use if use in Use.values and use else Use.OTHER
