"""Saying yes, saying no, and taking a yes back. Each is a line that is never changed; the newest counts at once."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from families.choices import newest_answer
from families.models import Carer, Child, Consent
from families.rules.consents import PURPOSES, state_of
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit.errors import Refused


@transaction.atomic
def say(
    purpose: str, carer: Carer, *, given: bool, child: Child | None = None, how: str = Consent.How.SCREEN, by: User
) -> Consent | None:
    """A carer's yes or no, with the exact words as they are today. Said twice, it is written once (then none)."""
    if PURPOSES[purpose].of_child != (child is not None) or (child and not _at_home(child, carer)):
        raise Refused(_("Please choose a child of this family."), code="not_yours")
    Carer.objects.select_for_update(no_key=True).get(pk=carer.pk)
    if state_of(purpose, newest_answer(purpose, carer, child)) == ("yes" if given else "no"):
        return None
    consent = Consent.objects.create(
        family_id=carer.family_id,
        carer=carer,
        child=child,
        purpose=purpose,
        version=PURPOSES[purpose].version,
        words=str(PURPOSES[purpose].words),
        language=get_language() or "",
        given=given,
        how=how,
        entered_by=by if how != Consent.How.SCREEN else None,
    )
    record("consent.given" if given else "consent.refused", consent, by=by, purpose=purpose, how=how)
    return consent


@transaction.atomic
def say_once(
    purpose: str, carer: Carer, *, words: str, given: bool, how: str = Consent.How.SCREEN, by: User
) -> Consent:
    """The same about something that happens once, such as a trip: its purpose and its words are its own.

    `entered_by` is whoever pressed for the carer, if it was somebody else.
    """
    consent = Consent.objects.create(
        family_id=carer.family_id,
        carer=carer,
        purpose=purpose,
        version=1,
        words=words,
        language=get_language() or "",
        given=given,
        how=how,
        entered_by=by if by.pk != carer.user_id else None,
    )
    record("consent.given" if given else "consent.refused", consent, by=by, purpose=purpose, how=consent.how)
    return consent


def _at_home(child: Child, carer: Carer) -> bool:
    return child.homes.filter(family=carer.family_id).exists()
