"""Somebody says what is between them and a service, in two taps."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from families.rules.words import tidy
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.models import Barrier, Service


@transaction.atomic
def tell(service: Service, kind: str, *, words: str, by: User) -> Barrier:
    """The same person about the same thing is one voice; what they say last stands."""
    said = _checked(kind, words)
    row = Barrier.objects.select_for_update().filter(service=service, kind=kind, user=by).first()
    row = row or Barrier(service=service, kind=kind, user=by)
    row.words, row.at = said, clock.now()
    row.save()
    return row


@transaction.atomic
def pass_on(service: Service, kind: str, *, words: str, key: UUID) -> Barrier:
    """A champion heard it from a family: each family is a voice, and nobody's name stands beside it.

    The same key again is the same telling.
    """
    said = _checked(kind, words)
    row, _is_new = Barrier.objects.get_or_create(code=key, defaults={"service": service, "kind": kind, "words": said})
    return row


def _checked(kind: str, words: str) -> str:
    if kind not in Barrier.Kind.values:
        raise Refused(_("Press one of the buttons."), code="kind")
    return tidy(words, longest=300, field="words")
