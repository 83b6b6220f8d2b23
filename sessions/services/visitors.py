"""Visitors of a session: asked, confirmed, counted as heads, told when the day changes, thanked afterwards."""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from families.rules.words import tidy
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import until
from sessions import rules
from sessions.models import Occurrence, Visitor
from sessions.queries.room import limits_of, room_of
from sessions.services import places
from sessions.services.waiting_list import offer_next

LINES = {"name": 120, "organisation": 120, "topic": 120, "needs": 300, "checks": 300}


@transaction.atomic
def save(visitor: Visitor, values: dict[str, Any], *, by: User) -> Visitor:
    """Somebody comes, or something about it is different. Refused where the room has no place for so many."""
    occurrence = places.lock(visitor.occurrence)
    if occurrence.cancelled_at or clock.now() >= occurrence.ends_at:
        raise Refused(_("This session is over or called off. Choose another day."), code="past")
    visitor = Visitor.objects.filter(code=visitor.code).first() or visitor  # the same form, sent twice
    for name, longest in LINES.items():
        setattr(visitor, name, tidy(values[name], longest=longest, field=name))
    visitor.starts, visitor.ends, visitor.email = values["starts"], values["ends"], values["email"]
    _check_slot(visitor, occurrence)
    before = visitor.heads if visitor.pk and visitor.off_at is None else 0
    _check_room(occurrence, values["heads"] - before)
    visitor.heads, visitor.off_at = values["heads"], None
    visitor.confirmed_at = (visitor.confirmed_at or clock.now()) if values["confirmed"] else None
    visitor.save()
    _count(occurrence)
    record("visitor.saved", visitor, by=by, heads=visitor.heads)
    return visitor


def _check_slot(visitor: Visitor, occurrence: Occurrence) -> None:
    begins, ends = (clock.local(at).time() for at in (occurrence.starts_at, occurrence.ends_at))
    slot = visitor.starts or begins, visitor.ends or ends
    if not begins <= slot[0] < slot[1] <= ends:
        says = _("The session runs %(hours)s. Choose times within it.")
        hours = until(occurrence.starts_at, occurrence.ends_at)
        raise Refused(says % {"hours": hours}, code="slot", field="starts")


def _check_room(occurrence: Occurrence, more: int) -> None:
    """Heads in the room are heads, whoever they are (DESIGN, law 2). Under the session's lock."""
    limits, room = limits_of(occurrence, bands=()), room_of(occurrence)
    asked = rules.Party(adults=max(0, more))
    bound = next((each for each in rules.space_bounds(limits, room, asked) if each.code in {"fire", "heads"}), None)
    if bound is None or more <= 0:
        return
    if bound.code == "fire":
        raise places.refusal(rules.Bound("fire", bound.says, "heads"))
    says = _("All %(most)d places of this day are taken. Ask them for another day, or let more people in that day.")
    raise Refused(says % {"most": limits.heads}, code="heads", field="heads")


def _count(occurrence: Occurrence) -> None:
    """The sum of the rows, on the session itself: every page that counts places has it at hand."""
    coming = Visitor.objects.filter(occurrence=occurrence, off_at=None).aggregate(heads=Sum("heads"))
    occurrence.guests = coming["heads"] or 0
    occurrence.save(update_fields=["guests"])


@transaction.atomic
def call_off(visitor: Visitor, *, by: User) -> None:
    """They do not come. Their places are free again."""
    occurrence = places.lock(visitor.occurrence)
    Visitor.objects.filter(pk=visitor.pk, off_at=None).update(off_at=clock.now())
    _count(occurrence)
    record("visitor.off", visitor, by=by)
    offer_next(occurrence)
