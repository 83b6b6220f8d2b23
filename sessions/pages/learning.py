"""Learning for you: what parents can learn here, with what each has said, and what they may read of it at home."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from families.models import Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Attendance, Booking, Enrolment, Interest, Invite, Occurrence, Programme

MOST_SHOWN, MOST_ASKED = 60, 3
STILL_NEW = timedelta(weeks=12)
STILL_ASKED = timedelta(weeks=26)


def open_to(user: User) -> QuerySet[Programme, Any]:
    """What parents can learn and is not over; what the leaders give the places of only where they have asked."""
    dates = Occurrence.objects.filter(programme=OuterRef("pk"))
    is_over = Exists(dates) & ~Exists(dates.upcoming())
    asked = Invite.objects.filter(programme=OuterRef("pk"), family__in=Family.objects.acted_for_by(user))
    rows = _to_learn().filter(~is_over)
    return rows.filter(Q(by_invitation=False) | Exists(asked))


def _to_learn() -> QuerySet[Programme, Any]:
    """A meeting of parents is for them, too, and nothing to learn."""
    return Programme.objects.filter(for_parents=True).exclude(kind=Programme.Kind.OPEN_DAY)


def offers(user: User) -> QuerySet[Programme, Any]:
    """What parents can learn, what has dates first: its next date, whether this one is interested or on it."""
    ahead = Occurrence.objects.filter(programme=OuterRef("pk")).upcoming().order_by("starts_at")
    mine = Interest.objects.filter(programme=OuterRef("pk"), carer__user=user)
    on_it = Enrolment.objects.live().filter(programme=OuterRef("pk"), family__in=Family.objects.acted_for_by(user))
    rows = open_to(user).select_related("venue")
    rows = rows.annotate(
        next_code=Subquery(ahead.values("code")[:1]),
        next_at=Subquery(ahead.values("starts_at")[:1]),
        interested=Exists(mine),
        on_it=Exists(on_it),
    )
    return rows.order_by("next_at", "name", "pk")[:MOST_SHOWN]


def to_read_at_home(user: User) -> QuerySet[Enrolment]:
    """Courses they have come to whose materials are open to them now (S2-22), the newest first: `came_at` says when."""
    came = Booking.objects.filter(enrolment=OuterRef("pk"), attendance=Attendance.CAME).order_by(
        "-occurrence__starts_at"
    )
    rows = Enrolment.objects.for_user(user).exclude(programme__materials="").select_related("programme")
    opened: Any = rows.annotate(came_at=Subquery(came.values("occurrence__starts_at")[:1]))
    found: QuerySet[Enrolment] = opened.exclude(came_at=None).order_by("-came_at", "-pk")[:MOST_SHOWN]
    return found


def new_to_read(user: User) -> Any:
    """The last of these, while it is new."""
    newest: Any = to_read_at_home(user).first()
    return newest if newest and newest.came_at > clock.now() - STILL_NEW else None


def outcomes_to_say(user: User) -> QuerySet[Interest]:
    """What this person was interested in."""
    return Interest.objects.filter(carer__user=user).select_related("programme")


def not_said_yet(user: User) -> QuerySet[Interest]:
    """Where a letter has asked what became of it, and they have not said."""
    asked = outcomes_to_say(user).filter(outcome="", asked_at__gt=clock.now() - STILL_ASKED)
    return asked.order_by("-asked_at", "pk")[:MOST_ASKED]
