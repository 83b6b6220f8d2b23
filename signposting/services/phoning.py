"""What they said on the telephone, fact by fact. Whoever saves first, nobody's answer is lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub.keys import exact, key
from signposting.models import Correction, FieldCheck, PhoneCall, Service
from signposting.services import asking, checks, desk

RIGHT, CHANGED, NOT_SAID = "right", "changed", "not_said"


@dataclass(frozen=True)
class Said:
    """One answer: the fact as it stood on the caller's page, and what they said it is."""

    field: str
    answer: str
    seen: Any
    value: Any = None

    @property
    def heard(self) -> Any:
        """What they said is true."""
        return self.seen if self.answer == RIGHT else self.value


@transaction.atomic
def save(service: Service, said: Iterable[Said], *, by: User) -> list[str]:
    """Write down a call. A fact that moved while we spoke is not overwritten: what was heard waits at the desk.

    Returns the fields on which somebody else was faster, and says otherwise.
    """
    answers = [one for one in said if one.answer in (RIGHT, CHANGED)]
    if not answers:
        raise Refused(_("Say at least of one thing whether it is still right."), code="unsaid")
    service = _locked(service)
    overtaken = [one for one in answers if _is_overtaken(service, one)]
    agreed = [one for one in answers if one not in overtaken]
    for one in agreed:
        if exact(one.field, one.heard) != exact(one.field, getattr(service, one.field)):
            service = desk.edit_field(service, one.field, one.heard, by=by)
    if agreed:
        told_anew = any(one.field == "schedules" and one.answer == CHANGED for one in agreed)
        fields = [one.field for one in agreed]
        checks.confirm(service, by=by, how=FieldCheck.How.PHONE, fields=fields, goes_on=not told_anew)
    for one in overtaken:
        _keep_for_the_desk(service, one)
    _note(service, PhoneCall.Outcome.SPOKE, by=by, said={one.field: one.answer for one in answers})
    return [one.field for one in overtaken]


def _locked(service: Service) -> Service:
    return Service.objects.select_for_update().get(pk=service.pk)


def _is_overtaken(service: Service, one: Said) -> bool:
    """Somebody has changed the fact since the caller's page was made, and to something else than was heard."""
    live = key(one.field, getattr(service, one.field))
    return live not in (key(one.field, one.seen), key(one.field, one.heard))


def _keep_for_the_desk(service: Service, one: Said) -> None:
    """The newest word about a field is the one that is asked about."""
    service.corrections.waiting().filter(field=one.field).update(
        state=Correction.State.REFUSED, decided_at=clock.now(), decided_by=None
    )
    Correction.objects.create(service=service, field=one.field, value=one.heard)


def _note(
    service: Service, outcome: str, *, by: User, said: dict[str, str] | None = None, again_on: date | None = None
) -> None:
    PhoneCall.objects.create(service=service, by=by, outcome=outcome, said=said or {}, again_on=again_on)
    Service.objects.filter(pk=service.pk).update(put_off_until=again_on)
    record("directory.called", service, by=by, outcome=outcome)


@transaction.atomic
def no_answer(service: Service, *, again_on: date, by: User) -> None:
    """Nobody answered: the desk asks again on that day."""
    if again_on <= clock.today():
        raise Refused(_("Choose a day from tomorrow on."), code="day")
    _note(_locked(service), PhoneCall.Outcome.NO_ANSWER, by=by, again_on=again_on)


@transaction.atomic
def closed(service: Service, *, by: User) -> None:
    """They said that they have closed: parents read it from now on."""
    service = desk.edit_field(service, "status", "defunct", by=by)
    checks.confirm(service, by=by, how=FieldCheck.How.PHONE, fields=["status"])
    _note(service, PhoneCall.Outcome.CLOSED, by=by)


@transaction.atomic
def off(service: Service, *, by: User) -> None:
    """They do not want to be listed: their entry is kept aside, so that nobody lists them again."""
    service = asking.take_off(service, by=by)
    _note(service, PhoneCall.Outcome.OFF, by=by)
