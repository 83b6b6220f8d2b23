"""What waits for whoever leads, besides gaps: small numbers beside the ways to it, in one statement."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from groupsite.accounts.models import User
from groupsite.kit.columns import HowMany
from volunteers.models import Application, Enquiry
from volunteers.queries.counting import due_thanks, to_confirm
from volunteers.queries.gaps import coordinates


@dataclass(frozen=True)
class Prompts:
    """How many shifts, people, offers and applications wait."""

    to_confirm: int
    to_thank: int
    offers: int
    applications: int

    @property
    def who_came(self) -> int:
        """What waits on the page of who came."""
        return self.to_confirm + self.to_thank


def prompts(user: User) -> Prompts:
    """What waits for this leader; applications are for whoever coordinates."""
    applied = Application.objects.filter(state=Application.State.NEW)
    asked: list[QuerySet[Any]] = [
        to_confirm(user),
        due_thanks(user),
        Enquiry.objects.waiting(),
        applied if coordinates(user) else applied.none(),
    ]
    counts = [HowMany(rows.order_by().values("pk")) for rows in asked]
    return Prompts(*User.objects.filter(pk=user.pk).values_list(*counts).get())
