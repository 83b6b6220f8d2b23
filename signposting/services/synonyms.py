"""Words that mean the same: staff write them, and the next search goes by them."""

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.models import Synonym
from signposting.rules.typed_words import LONGEST_TERM, words_of

MOST = 12
LONGEST = 60


def terms_of(text: str) -> list[str]:
    """One on each line or between commas; each once."""
    given = [" ".join(term.split()) for line in text.splitlines() for term in line.split(",")]
    return list({" ".join(words_of(term)): term for term in given if words_of(term)}.values())


@transaction.atomic
def keep(text: str, *, row: Synonym | None, by: User) -> Synonym:
    """Write a row, or change one."""
    terms = terms_of(text)
    _check(terms)
    row = Synonym.objects.select_for_update().get(pk=row.pk) if row else Synonym()
    row.terms, row.changed_at, row.changed_by = terms, clock.now(), by
    row.save()
    record("directory.words_changed", row, by=by)
    return row


@transaction.atomic
def drop(row: Synonym, *, by: User) -> None:
    """These words no longer mean the same."""
    record("directory.words_dropped", row, by=by)
    row.delete()


def _check(terms: list[str]) -> None:
    if len(terms) < 2:
        raise Refused(_("Write at least two words or phrases, with a comma between them."), code="few", field="terms")
    if len(terms) > MOST:
        raise Refused(_("Write at most %(most)d in one row.") % {"most": MOST}, code="many", field="terms")
    if long := [term for term in terms if len(term) > LONGEST or len(words_of(term)) > LONGEST_TERM]:
        words = _("“%(term)s” is too long. A phrase may have %(most)d words.")
        raise Refused(words % {"term": long[0][:80], "most": LONGEST_TERM}, code="long", field="terms")
