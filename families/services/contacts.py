"""A word with a family, written down so that nobody is asked twice or forgotten."""

from django.db import transaction

from families.models import Contact, Family
from families.rules.words import tidy
from groupsite.accounts.models import User
from groupsite.audit.services import record


@transaction.atomic
def note_word(
    family: Family, *, kind: str, way: str, visit: int | None = None, note: str = "", by: User | None
) -> Contact:
    """Note that somebody spoke with them, rang or wrote; the note is sealed and in nobody’s trail."""
    words = tidy(note, longest=1000, field="note")
    contact = Contact.objects.create(family=family, kind=kind, way=way, visit=visit, note=words, by=by)
    record("contact.noted", contact, by=by, kind=kind, way=way)
    return contact
