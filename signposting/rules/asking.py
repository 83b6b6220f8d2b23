"""The link in a letter to a provider: signed, so that a copy of the table opens nothing."""

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

AGAIN_AFTER = timedelta(days=30)
"""Nobody is asked more often, whether they answered or not."""
FIXABLE = ("schedules", "locations", "phones", "email", "url", "costs", "minimum_age", "maximum_age", "description")
_signer = Signer(salt="signposting.provider")


def token_of(code: UUID) -> str:
    """What stands in the link."""
    return _signer.sign(code.hex)


def code_in(token: str) -> UUID | None:
    """The question a link means; none when we did not write it."""
    try:
        return UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
