"""Sign-in letters: a code, a warning. Rendered when asked for, sent within moments or not at all."""

from datetime import timedelta

from groupsite.kit import clock
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from groupsite.outbox.services import post_ready

USEFUL_FOR = timedelta(minutes=15)


def post_sign_in_letter(email: str, *, subject: str, text: str) -> Letter:
    """Put a letter to this address in the outbox; it is blanked once sent."""
    return post_ready("sign_in", address=email, subject=subject, text=text)


@letter("sign_in")
def sign_in(row: Letter) -> Message | Drop:
    """A code that has run out is not worth sending."""
    if clock.now() - row.made_at > USEFUL_FOR:
        return Drop("too late to be of use")
    return Message(to=row.address, subject=row.subject, text=row.text)
