"""Whose card is it? One person's at a time; nobody loses one without being told who has it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting import rules
from signposting.models import Assignment


@transaction.atomic
def give(kind: str, about: UUID, person: User, *, by: User) -> Assignment:
    """Somebody has it from now on: I take what is nobody's, and hand over what is mine. Coordinators may always."""
    if not rules.may_review(person):
        raise Refused(_("%(name)s does not sit at the desk.") % {"name": person}, code="role")
    row, is_new = Assignment.objects.get_or_create(kind=kind, about=about, defaults={"person": person, "given_by": by})
    # Without its person: whoever has waited for the row would look for it beside the person of before.
    row = Assignment.objects.select_for_update().get(pk=row.pk)
    if not is_new:
        _must_be_yours(row, by)
        row.person, row.given_by, row.at = person, by, clock.now()
        row.save(update_fields=["person", "given_by", "at"])
    record("directory.card_given", row, by=by, kind=kind, person=person.pk)
    return row


@transaction.atomic
def let_go(kind: str, about: UUID, *, by: User) -> None:
    """Anybody may take it again."""
    row = Assignment.objects.select_for_update(of=("self",)).filter(kind=kind, about=about).first()
    if row is not None:
        _must_be_yours(row, by)
        record("directory.card_let_go", row, by=by, kind=kind)
        row.delete()


def _must_be_yours(row: Assignment, by: User) -> None:
    if row.person_id != by.pk and not by.has_role(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise Refused(_("%(name)s has this card. Ask them to hand it over.") % {"name": row.person}, code="taken")
