"""Lending a thing, getting it back, keeping it longer, asking for it."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer, Family
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_several
from signposting.models import Loan, Thing, Wish

TEN = time(10, 0)
BEFORE, AFTER = timedelta(days=2), timedelta(days=3)
"""So long before its day, and after it, a family is reminded."""


@transaction.atomic
def keep_thing(thing: Thing, facts: dict[str, Any], *, by: User, code: UUID | None = None) -> Thing:
    """A new thing on the shelf, or what has changed of one. The same form sent twice is one thing."""
    if code and (before := Thing.objects.filter(code=code).first()):
        return before
    if code:
        thing.code = code
    for name, value in facts.items():
        setattr(thing, name, value)
    thing.save()
    record("thing.kept", thing, by=by)
    return thing


@transaction.atomic
def take_off(thing: Thing, *, by: User) -> None:
    """No longer lent. Refused while somebody has it."""
    held = _held(thing)
    if Loan.objects.out().filter(thing=held).exists():
        raise Refused(_("A family has it. Take it back first."), code="out")
    Thing.objects.filter(pk=held.pk).update(off_at=clock.now())
    record("thing.off", held, by=by)


@transaction.atomic
def lend(thing: Thing, family: Family, *, by: User) -> Loan:
    """They have it from now on, for as long as it is lent. Pressed twice it is one loan."""
    thing = _held(thing)
    _check(thing)
    if out := Loan.objects.out().filter(thing=thing).first():
        if out.family_id == family.pk:
            return out
        says = _("%(thing)s is with another family until %(day)s. Choose something else.")
        raise Refused(says % {"thing": thing, "day": f"{out.due_on:%d/%m/%Y}"}, code="out")
    loan = Loan.objects.create(
        thing=thing, family=family, lent_by=by, due_on=clock.today() + timedelta(days=thing.days)
    )
    Wish.objects.filter(thing=thing, family=family).delete()
    _post(loan)
    record("loan.made", loan, by=by)
    return loan


def _check(thing: Thing) -> None:
    if thing.off_at is not None:
        raise Refused(_("This is no longer on our shelf. Choose something else."), code="off")
    if thing.condition == Thing.Condition.MEND:
        raise Refused(_("This is to be mended first. Choose something else."), code="mend")


def _post(loan: Loan) -> None:
    """A kind word before its day, and one after it. Both are decided when they go."""
    carer = Carer.objects.filter(family=loan.family_id, is_main=True).first()
    if carer is not None:
        due: date = loan.due_on
        post_several(
            ("loan_due", carer, loan, clock.at(day, TEN)) for day in (due - BEFORE, due + AFTER) if day > clock.today()
        )


@transaction.atomic
def take_back(loan: Loan, condition: str, *, by: User) -> Thing:
    """It is here again, and how it looks. Pressed twice changes nothing."""
    if condition not in Thing.Condition.values:
        raise Refused(_("Say how it came back."), code="condition", field="condition")
    thing = _held(loan.thing)
    moved = Loan.objects.out().filter(pk=loan.pk)
    if moved.update(back_at=clock.now(), back_to=by, condition=condition):
        Thing.objects.filter(pk=thing.pk).update(condition=condition)
        record("loan.back", loan, by=by, condition=condition)
    return thing


@transaction.atomic
def keep_longer(loan: Loan, *, by: User) -> date:
    """As long again from today, and never shorter than they have it. Refused while another family asks for it."""
    held = _may_stay(loan)
    return _stay(held, max(held.due_on, clock.today() + timedelta(days=held.thing.days)), by=by)


@transaction.atomic
def ask_for_longer(loan: Loan, *, by: User) -> date:
    """A family keeps it as long again, before its day and once; after that they come and talk to us."""
    held = _may_stay(loan)
    if held.longer_at or held.is_late:
        raise Refused(_("You can keep it longer once, before its day. Talk to us at the next session."), code="once")
    held.longer_at = clock.now()
    return _stay(held, held.due_on + timedelta(days=held.thing.days), by=by)


def _may_stay(loan: Loan) -> Loan:
    thing = _held(loan.thing)
    held = Loan.objects.out().filter(pk=loan.pk).first()
    if held is None:
        raise Refused(_("This has been given back already."), code="back")
    if Wish.objects.filter(thing=thing).exclude(family=held.family_id).exists():
        raise Refused(_("Another family asks for it. It has to come back by its day."), code="wished")
    return held


def _stay(held: Loan, until: date, *, by: User) -> date:
    held.due_on = until
    held.save(update_fields=["due_on", "longer_at"])
    _post(held)
    record("loan.longer", held, by=by)
    return until


@transaction.atomic
def wish(thing: Thing, family: Family, *, by: User) -> bool:
    """They ask for it; asked again, they take that back. Does it stand now?"""
    mine, made = Wish.objects.get_or_create(thing=thing, family=family)
    if not made:
        mine.delete()
    record("thing.wished" if made else "thing.unwished", thing, by=by)
    return made


def _held(thing: Thing) -> Thing:
    """Whoever lends it or takes it back waits for the other."""
    return Thing.objects.select_for_update(no_key=True).get(pk=thing.pk)
