"""“Still right?”: one letter, one link, one answer. What parents see changes only when a person of ours agrees."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.refs import pk_of
from groupsite.outbox.models import Letter
from groupsite.outbox.models import State as LetterState
from groupsite.outbox.services import post
from signposting.familyhub.keys import exact
from signposting.models import Correction, Doubt, FieldCheck, HubPerson, ProviderAsk, Service
from signposting.models.directory import DEFUNCT
from signposting.queries.asking import may_be_asked, was_asked_lately
from signposting.rules.freshness import KEY_FIELDS
from signposting.services import checks, desk, freshness, slips

Answer = ProviderAsk.Answer


@transaction.atomic
def ask(service: Service, *, by: User) -> ProviderAsk:
    """Write to the people behind an entry, unless they asked us not to, or were asked lately."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if not may_be_asked(service, clock.now()):
        raise Refused(_("They were asked lately, or do not want letters, or we have no address."), code="not_now")
    row = _asked(service, email=service.email or "", by=by)
    record("directory.provider_asked", service, by=by)
    return row


@transaction.atomic
def ask_hub(service: Service, person: HubPerson, *, by: User) -> ProviderAsk:
    """Write to somebody at the Family Hub about one entry: they confirm or correct it by the same kind of link."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if not service.is_public or was_asked_lately(service, clock.now()):
        raise Refused(_("Somebody was asked about it lately, or families do not see it."), code="not_now")
    if person.left_at or not person.email:
        raise Refused(_("We have no e-mail of theirs."), code="no_email")
    row = _asked(service, email=person.email, by=by, hub_person=person, of_hub=True)
    record("directory.hub_asked", service, by=by, person=person.pk)
    return row


def _asked(service: Service, *, email: str, by: User, **who: Any) -> ProviderAsk:
    ProviderAsk.objects.filter(service=service, answered_at=None).delete()  # nobody can answer it any more
    row = ProviderAsk.objects.create(service=service, email=email, asked_by=by, **who)
    post("provider_asked", to=row, about=row)
    return row


@transaction.atomic
def answer(row: ProviderAsk, said: str, *, fixes: dict[str, Any] | None = None, quiet: bool = False) -> None:
    """The one answer a link has. Yes is a check; anything else waits for a person of ours."""
    row = _to_answer(row)
    row.service = service = Service.objects.select_for_update().get(pk=row.service_id)
    if row.is_moot:
        raise Refused(_("We do not ask about this any more."), code="moot")
    if said not in Answer.values or (row.of_hub and said == Answer.OFF):
        raise Refused(_("Press one of the buttons."), code="answer")
    if said == Answer.FIX:
        _note_fixes(row, service, fixes or {})
    row.answer, row.answered_at = said, clock.now()
    row.save(update_fields=["answer", "answered_at"])
    if not row.of_hub and (quiet or said == Answer.OFF):
        Service.objects.filter(pk=service.pk).update(do_not_contact_at=clock.now())
    record("directory.provider_answered", service, by=None, answer=said)
    if said == Answer.YES:
        checks.confirm(service, by=None, how=_how(row), fields=KEY_FIELDS)
    elif said == Answer.CLOSED:
        _suggest(row, service, "status", "defunct")
    if said in (Answer.CLOSED, Answer.OFF) and not row.of_hub:
        freshness.doubt(service, "status", Doubt.Kind.PROVIDER)


def _how(row: ProviderAsk | None) -> FieldCheck.How:
    return FieldCheck.How.HUB_SAID if row and row.of_hub else FieldCheck.How.PROVIDER


def _to_answer(row: ProviderAsk) -> ProviderAsk:
    row = ProviderAsk.objects.select_for_update().get(pk=row.pk)
    if row.answered_at:
        raise Refused(_("This link has been used. Thank you; we have your answer."), code="used")
    if row.is_too_old(clock.now()):
        raise Refused(_("This link is too old. Ring us, and we put it right together."), code="expired")
    return row


def _note_fixes(row: ProviderAsk, service: Service, fixes: dict[str, Any]) -> None:
    live = service.facts()
    changed = {name: value for name, value in fixes.items() if exact(name, value) != exact(name, live[name])}
    if not changed:
        raise Refused(_("Nothing is different yet. Change what is wrong, or say that all is right."), code="same")
    for name, value in changed.items():
        _suggest(row, service, name, value)


def _suggest(row: ProviderAsk, service: Service, field: str, value: Any) -> None:
    """The newest word about a field is the one that is asked about."""
    service.corrections.waiting().filter(field=field).update(
        state=Correction.State.REFUSED, decided_at=clock.now(), decided_by=None
    )
    Correction.objects.create(service=service, ask=row, field=field, value=value)


@transaction.atomic
def accept(correction: Correction, *, by: User) -> Service:
    """Take over what they say; as it comes from them, the field counts as checked."""
    correction, service = _to_decide(correction)
    desk.edit_field(service, correction.field, correction.value, by=by)
    checks.confirm(service, by=by, how=_how(correction.ask), fields=[correction.field], goes_on=False)
    _decide(correction, Correction.State.ACCEPTED, by)
    return service


@transaction.atomic
def refuse(correction: Correction, *, by: User) -> Service:
    """Ours stays."""
    correction, service = _to_decide(correction)
    _decide(correction, Correction.State.REFUSED, by)
    return service


def _to_decide(correction: Correction) -> tuple[Correction, Service]:
    service = Service.objects.select_for_update().get(pk=correction.service_id)
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    if correction.state != Correction.State.WAITING:
        raise Refused(_("Somebody has decided this already."), code="decided")
    return correction, service


def _decide(correction: Correction, state: Correction.State, by: User) -> None:
    correction.state, correction.decided_at, correction.decided_by = state, clock.now(), by
    correction.save(update_fields=["state", "decided_at", "decided_by"])
    record("directory.correction_decided", correction.service, by=by, field=correction.field, state=state)


@transaction.atomic
def take_off(service: Service, *, by: User) -> Service:
    """Out of the directory for good: neither a feed nor anybody else brings it back by itself."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state != Service.State.LISTED:
        raise Refused(_("It is not in the directory."), code="decided")
    service.state, service.decided_by = Service.State.DECLINED, by
    service.do_not_contact_at = service.do_not_contact_at or clock.now()
    service.ended_at = service.ended_at or clock.now()
    service.save(update_fields=["state", "decided_by", "do_not_contact_at", "ended_at"])
    service.corrections.waiting().update(state=Correction.State.REFUSED, decided_at=clock.now(), decided_by=by)
    slips.tell_of_closure(service)
    record("directory.taken_off", service, by=by)
    return service


@transaction.atomic
def bring_back(service: Service, *, by: User) -> Service:
    """What was declined, put aside or taken off, as it was before: with families, ours alone, or to be decided.

    Whoever asked us not to list them has said otherwise: the press of a person says so. No letters stays no letters.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state != Service.State.DECLINED:
        raise Refused(_("It is in the directory, or waits to be decided."), code="decided")
    service.state, service.decided_by = _state_before(service), by
    if service.state == Service.State.INTERNAL:
        service.save(update_fields=["state", "decided_by"])
    else:
        service.ended_at = service.ended_at if service.status == DEFUNCT else None
        service.save(update_fields=["state", "decided_by", "ended_at"])
        desk.must_be_wanted(service.name)
        freshness.refresh(service, at=clock.now())
    record("directory.brought_back", service, by=by)
    return service


@transaction.atomic
def allow_letters(service: Service, *, by: User) -> Service:
    """They say that we may write again: the press of a person says so, and never their coming back alone."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state != Service.State.LISTED or service.do_not_contact_at is None:
        raise Refused(_("Nothing is in the way of a letter, or it is not in the directory."), code="decided")
    service.do_not_contact_at = None
    service.save(update_fields=["do_not_contact_at"])
    record("directory.letters_allowed", service, by=by)
    return service


def _state_before(service: Service) -> Service.State:
    """Only what was ours alone has a use, and opening it to families takes that away."""
    if service.use:
        return Service.State.INTERNAL
    return Service.State.LISTED if service.listed_at else Service.State.WAITING


def note_bounces(*, at: datetime) -> int:
    """A letter that came back makes the address doubtful; how many entries that touched."""
    dead = Letter.objects.filter(
        kind="provider_asked", state=LetterState.DEAD, ended_at__gt=at - timedelta(days=3), ended_at__lte=at
    )
    asks = ProviderAsk.objects.filter(
        of_hub=False, pk__in=[pk_of(about) for about in dead.values_list("about", flat=True)]
    )
    for row in asks.select_related("service"):
        freshness.doubt(row.service, "email", Doubt.Kind.BOUNCE, at=at)
    return len(asks)
