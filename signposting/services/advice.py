"""Noting advice in seconds."""

from django.db import transaction

from families.models import Family
from families.rules.words import tidy
from groupsite.accounts.models import User
from groupsite.audit.services import record
from signposting.familyhub.text import bare
from signposting.models import Advice, Service


@transaction.atomic
def note(family: Family | None, *, words: str, source: str, by: User) -> Advice:
    """What was said and where it is from; the name of an entry of the directory leads to that entry."""
    said, where = tidy(words, longest=500, field="words"), tidy(source, longest=200, field="source")
    entry = Service.objects.listed().filter(bare_name=bare(where)).first()
    row = Advice.objects.create(family=family, words=said, source=where, service=entry, by=by)
    record("advice.noted", row, by=by, with_family=family is not None)
    return row
