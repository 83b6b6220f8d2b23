"""Who may be asked by name, and when: written down with their agreement, taken off when they ask (S3-19)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.models import NamedPerson

FACTS = (
    "name", "kind", "works_for", "days", "hours", "phone", "email", "agreed_how", "contact_agreed", "away_from",
    "away_until", "cover", "keeper", "review_on",
)  # fmt: skip


@transaction.atomic
def write_down(person: NamedPerson | None, facts: dict[str, Any], *, by: User) -> NamedPerson:
    """Somebody new, or what has changed of somebody. Without their agreement only staff see them."""
    _check(person, facts)
    row = NamedPerson.objects.select_for_update().get(pk=person.pk) if person else NamedPerson()
    for name in FACTS:
        setattr(row, name, facts[name])
    if not row.agreed_how:
        row.agreed_at = None
    elif row.agreed_at is None:
        row.agreed_at = clock.now()
    row.reviewed_at = clock.now()
    row.save()
    record("person.changed" if person else "person.added", row, by=by, agreed=row.agreed_how)
    return row


def _check(person: NamedPerson | None, facts: dict[str, Any]) -> None:
    if facts["contact_agreed"] and not facts["agreed_how"]:
        message = _("Families read how to reach them only when they have agreed. Say how they agreed, or leave this.")
        raise Refused(message, code="agreed", field="agreed_how")
    first, last = facts["away_from"], facts["away_until"]
    if first and last and last < first:
        raise Refused(_("The last day away is before the first. Change one of them."), code="away", field="away_until")
    if person is not None and facts["cover"] == person:
        raise Refused(_("Nobody stands in for themselves. Choose somebody else."), code="cover", field="cover")


@transaction.atomic
def take_off(person: NamedPerson, *, by: User) -> None:
    """They asked, or no longer come: everything we hold of them goes."""
    record("person.removed", person, by=by)
    NamedPerson.objects.filter(pk=person.pk).delete()
