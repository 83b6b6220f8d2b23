"""When “Help today” is open, and the link that leads there without an account."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

from sessions.models import Occurrence

OPENS = timedelta(hours=2)
_signer = Signer(salt="volunteers.today")


def token_of(occurrence: Occurrence) -> str:
    """What stands in the link and in the square on the door. It opens this one session's small jobs."""
    return _signer.sign(occurrence.code.hex)


def code_in(token: str) -> UUID | None:
    """The session a link means; none when we did not write it."""
    try:
        return UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def is_open(occurrence: Occurrence, at: datetime) -> bool:
    """From two hours before the session until it ends; never on another day, and not when it is called off."""
    return occurrence.cancelled_at is None and occurrence.starts_at - OPENS <= at < occurrence.ends_at
