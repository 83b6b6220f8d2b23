"""Somebody says what is between them and a service, in two taps."""

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
    if kind not in Barrier.Kind.values:
        raise Refused(_("Press one of the buttons."), code="kind")
    said = tidy(words, longest=300, field="words")
    row = Barrier.objects.select_for_update().filter(service=service, kind=kind, user=by).first()
    row = row or Barrier(service=service, kind=kind, user=by)
    row.words, row.at = said, clock.now()
    row.save()
    return row
