"""Families whose answer no letter can fetch."""

from datetime import datetime

from families.models import Carer
from families.rules.reaching import only_face_to_face
from groupsite.accounts.models import User
from sessions.queries.access import families_open_to
from signposting.models import Slip
from signposting.queries.slips import is_answered, slips
from signposting.rules.slips import ASK_AFTER
from signposting.services.slips import ways_to

MOST = 30


def to_ask_in_person(user: User, at: datetime) -> list[Slip]:
    """Slips older than two weeks without an answer, of families this person may look up and no letter reaches."""
    old = slips().filter(made_at__lte=at - ASK_AFTER[2], made_at__gte=at - 2 * ASK_AFTER[8], quiet_at=None)
    rows = old.filter(family__in=families_open_to(user), family__left_at=None).select_related("family")
    rows = rows.prefetch_related("family__carers")
    return [slip for slip in rows[: 10 * MOST] if _needs_a_voice(slip) and not is_answered(slip, at)][:MOST]


def _needs_a_voice(slip: Slip) -> bool:
    carer: Carer | None = slip.family.main_carer if slip.family else None
    return carer is not None and (only_face_to_face(carer) or not ways_to(carer))
