"""An entry of our own: one of us knows the place, so families may find it. Added is not checked."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub import normalise, values
from signposting.familyhub.text import bare
from signposting.models import Service
from signposting.services import freshness
from signposting.services.desk import must_be_wanted


@transaction.atomic
def add(facts: dict[str, Any], *, code: UUID, by: User) -> Service:
    """Into the directory at once; what nobody has checked is due at once. The same form again is the same entry."""
    _hold(by)
    if before := Service.objects.filter(code=code).first():
        return before
    _must_make_sense(facts)
    service = list_new(facts | {"free": values.is_free(facts.get("costs", []), said=None)}, code=code, by=by)
    record("directory.added", service, by=by)
    return service


def _hold(by: User) -> None:
    """Two presses of one button come one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def list_new(facts: dict[str, Any], *, by: User, code: UUID | None = None) -> Service:
    """A listed entry with these facts, and nothing known of the others."""
    must_be_wanted(facts["name"])
    whole = normalise.record({"name": facts["name"], "status": "active"}, at=clock.now()).facts
    service = Service(code=code or uuid4(), state=Service.State.LISTED, listed_at=clock.now(), decided_by=by)
    service.tell(whole | facts)
    service.save()
    return freshness.refresh(service, at=clock.now())


def _must_make_sense(facts: dict[str, Any]) -> None:
    if not facts["name"]:
        raise Refused(_("Give it a name."), code="name", field="name")
    low, high = facts.get("minimum_age"), facts.get("maximum_age")
    if low is not None and high is not None and low > high:
        raise Refused(_("The youngest age is above the oldest."), code="ages", field="minimum_age")
    place = normalise.first_place(facts)["postcode"]
    alike = Service.objects.listed().filter(bare_name=bare(facts["name"])[:300])
    if any(row.place["postcode"] == place for row in alike):
        raise Refused(_("There is an entry of this name at this place already."), code="known", field="name")
