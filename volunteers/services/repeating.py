"""The same job again, week after week."""

from dataclasses import dataclass, field
from datetime import timedelta

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from volunteers.models import Shift, Signup
from volunteers.services.promises import sign_up


@dataclass
class Repeated:
    """Which dates are promised now, and which are not and why."""

    made: list[Signup] = field(default_factory=list)
    refused: list[tuple[Shift, str]] = field(default_factory=list)


def repeat(signup: Signup, *, weeks: int, by: User) -> Repeated:
    """Promise the same job for the weeks that follow; dates that do not work are said, and stop nothing. One letter."""
    after = signup.shift.starts_at
    again = (
        Shift.objects.upcoming().filter(need=signup.shift.need_id, starts_at__gt=after) if signup.shift.need_id else []
    )
    done = Repeated()
    for shift in [shift for shift in again if shift.starts_at <= after + timedelta(weeks=weeks, days=1)]:
        try:
            done.made.append(sign_up(shift, by=by, letter=""))
        except Refused as refusal:
            if refusal.code != "yours":
                done.refused.append((shift, refusal.message))
    if done.made:
        post("shift_repeated", to=by, about=done.made[-1], due=clock.now())
    return done
