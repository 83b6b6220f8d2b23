"""Asking an adult in: what the link in the letter says, and how long things last."""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from groupsite.kit.errors import Refused


class Standing(StrEnum):
    """Where whoever opens the link stands with the invitation."""

    NOBODY = "nobody"
    OTHER_ADDRESS = "other_address"
    INSIDE = "inside"
    TWO_HOUSEHOLDS = "two_households"
    OPEN = "open"


MOST_A_DAY = 10
LONGEST_HELP = timedelta(days=366)
_signer = Signer(salt="families.invitation")


def token_of(code: UUID) -> str:
    """What stands in the link. Signed, so that a copy of the table opens nothing."""
    return _signer.sign(code.hex)


def code_in(token: str) -> UUID | None:
    """The invitation a link means; none when we did not write it."""
    try:
        return UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def last_day(until: date | None, today: date) -> date:
    """A helper's last day: soon enough that somebody thinks of it again."""
    if until is None or until <= today or until > today + LONGEST_HELP:
        raise Refused(
            _("Choose a last day from tomorrow on, and no more than a year away."), code="until", field="until"
        )
    return until
