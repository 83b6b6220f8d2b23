"""A family without e-mail is registered by a leader, with them and in their words; they may be invited later."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from families.models import Carer, ContactBy, Family
from families.rules.consents import PURPOSES
from families.rules.letters import wanted
from families.services import consents
from families.services.details import FamilyDetails
from families.services.registration import write_down
from families.services.twins import call_different
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock


@transaction.atomic
def register_with(
    details: FamilyDetails,
    *,
    contact_by: str,
    answers: Mapping[str, bool],
    how: str,
    by: User,
    unlike: Sequence[Family] = (),
) -> Family:
    """Write the family down after it was read back to them; `answers` are their yes or no to each purpose.

    `unlike` are households a leader was shown and said they are not. No letter can reach the family, so they get
    none but by the way they chose.
    """
    carer = write_down(details, by=by, needs_told_at=clock.now(), contact_by=ContactBy(contact_by), wants=wanted([]))
    for other in unlike:
        call_different(carer.family, other, by=by)
    for purpose, given in answers.items():
        _agree(purpose, carer, given=given, how=how, by=by)
    record("family.read_back", carer.family, by=by, consents=how if answers else "none asked")
    return carer.family


def _agree(purpose: str, carer: Carer, *, given: bool, how: str, by: User) -> None:
    children = carer.family.children.order_by("pk") if PURPOSES[purpose].of_child else [None]
    for child in children:
        consents.say(purpose, carer, child=child, given=given, how=how, by=by)
