"""The library: put in, changed, taken off, handed out; what parents say of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer, Family
from families.rules.words import tidy_lines
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_many
from signposting.models import Comment, Edition, Handed, Resource
from signposting.rules.library import missing
from signposting.rules.pdf import check_pdf

LONGEST_COMMENT = 300
MOST_WAITING = 5
"""Comments of one person that nobody has read yet."""


@transaction.atomic
def put_in(facts: dict[str, Any], *, file: bytes | None, by: User, code: UUID | None = None) -> Resource:
    """Something new. The same form sent twice is one resource."""
    if code and (before := Resource.objects.filter(code=code).first()):
        return before
    resource = Resource(added_by=by, **({"code": code} if code else {}))
    return _write(resource, facts, changed="", file=file, by=by)


@transaction.atomic
def change(resource: Resource, facts: dict[str, Any], *, changed: str, file: bytes | None, by: User) -> Resource:
    """These facts from now on. Whoever writes them has looked."""
    held = Resource.objects.select_for_update().get(pk=resource.pk)
    return _write(held, facts, changed=changed, file=file, by=by)


def _write(resource: Resource, facts: dict[str, Any], *, changed: str, file: bytes | None, by: User) -> Resource:
    for field, says in missing(facts["kind"], facts).items():
        raise Refused(says, code="missing", field=field)
    if file is not None:
        check_pdf(file, field="file")
    for name, value in facts.items():
        setattr(resource, name, value)
    resource.reviewed_at = clock.now()
    resource.save()
    _add_edition(resource, changed=changed, file=file, by=by)
    record("library.kept", resource, by=by)
    return resource


def _add_edition(resource: Resource, *, changed: str, file: bytes | None, by: User) -> None:
    """A new one when the words or the file are new. An old file does not go with new words: it may say other things."""
    last = resource.editions.first()
    if last and file is None and last.words == resource.words:
        return
    Edition.objects.create(
        resource=resource, number=last.number + 1 if last else 1, words=resource.words, changed=changed, file=file,
        size=len(file) if file else 0, by=by,
    )  # fmt: skip


@transaction.atomic
def take_off(resource: Resource, *, by: User) -> None:
    """Families no longer see it; that it was handed out stays."""
    Resource.objects.filter(pk=resource.pk).update(off_at=clock.now())
    record("library.off", resource, by=by)


@transaction.atomic
def hand_out(resource: Resource, families: Iterable[Family], *, by: User) -> int:
    """These households have it under Picked for you, and a letter tells them. To how many it is new."""
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    had = set(Handed.objects.filter(resource=resource).values_list("family_id", flat=True))
    rows = [Handed(resource=resource, family=family, by=by) for family in families if family.pk not in had]
    new = {row.family_id: row for row in Handed.objects.bulk_create(rows)}
    carers = Carer.objects.filter(family__in=new, is_main=True)
    post_many("resource_given", [(carer, new[carer.family_id]) for carer in carers])
    record("library.handed", resource, by=by, families=len(new))
    return len(new)


@transaction.atomic
def comment(resource: Resource, words: str, *, by: User) -> Comment:
    """A parent says something of it. The same words sent twice are one comment."""
    words = tidy_lines(words, longest=LONGEST_COMMENT, field="words")
    if not words:
        raise Refused(_("Write what you would like to say."), code="nothing", field="words")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = Comment.objects.filter(by=by, state=Comment.State.WAITING)
    if same := mine.filter(resource=resource, words=words).first():
        return same
    if mine.count() >= MOST_WAITING:
        raise Refused(_("We have not read your last five yet. Please write again in a few days."), code="enough")
    row = Comment.objects.create(resource=resource, words=words, by=by)
    record("library.commented", resource, by=by)
    return row


@transaction.atomic
def take_back(row: Comment, *, by: User) -> None:
    """Whoever wrote it would rather not have: it is gone, read or not."""
    record("library.comment_taken_back", row.resource, by=by)
    row.delete()


@transaction.atomic
def decide(row: Comment, state: str, *, by: User) -> None:
    """One of us has read it: others may see it, or not; also after it was shown for a while."""
    if state not in (Comment.State.SHOWN, Comment.State.KEPT_BACK):
        raise Refused(_("Press one of the buttons."), code="state")
    Comment.objects.filter(pk=row.pk).update(state=state, decided_by=by)
    record("library.comment_read", row.resource, by=by, state=state)
