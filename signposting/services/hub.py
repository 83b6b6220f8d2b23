"""The people of the hub, what we talked about, and the helplines on our pages."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.models import HelplineCheck, HubPerson, Talk


@transaction.atomic
def keep_person(person: HubPerson, facts: dict[str, Any], *, by: User) -> None:
    """Somebody at the hub, as they are from now on."""
    for name, value in facts.items():
        setattr(person, name, value)
    person.added_by = person.added_by or by
    person.save()
    record("directory.hub_person_kept", person, by=by)


@transaction.atomic
def has_left(person: HubPerson, *, by: User) -> None:
    """They are not there any more; in a year nothing of them is left."""
    person.left_at = person.left_at or clock.now()
    person.save(update_fields=["left_at"])
    record("directory.hub_person_left", person, by=by)


@transaction.atomic
def note_talk(facts: dict[str, Any], *, code: UUID, by: User) -> Talk:
    """Somebody of us spoke with them. The same form again is the same talk."""
    talk, new = Talk.objects.get_or_create(code=code, defaults={**facts, "by": by})
    if new:
        record("directory.talk_noted", talk, by=by)
    return talk


@transaction.atomic
def follow_up(talk: Talk, *, by: User) -> None:
    """Somebody has come back to it."""
    talk = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if talk.followed_up_at:
        raise Refused(_("Somebody has come back to it already."), code="decided")
    talk.followed_up_at = clock.now()
    talk.save(update_fields=["followed_up_at"])
    record("directory.talk_followed", talk, by=by)


@transaction.atomic
def confirm_helpline(slug: str, *, by: User) -> HelplineCheck:
    """Number and hours have been compared with their own page."""
    row = HelplineCheck.objects.create(slug=slug, by=by)
    record("directory.helpline_checked", row, by=by, slug=slug)
    return row
