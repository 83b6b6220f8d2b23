"""Who asks for company, who gives it, and how it went: nobody sees more than they agreed to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from families.queries import family_of
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Attendance, Booking, BookingState, Occurrence, Programme
from volunteers.models import Check, Clearance, Walk, WalkQuerySet

WEEKS_AHEAD = 4


def dbs_held(user: User) -> Clearance | None:
    """Their newest DBS check."""
    return Clearance.objects.filter(volunteer=user, kind=Check.DBS).newest().first()


def who_come_along(day: date) -> list[User]:
    """Champions who would walk in with a family, and whose check holds on that day."""
    willing = User.objects.filter(volunteer__comes_along=True, roles__contains=[Role.CHAMPION], is_active=True)
    held = Clearance.objects.filter(volunteer__in=willing, kind=Check.DBS).newest().select_related("volunteer")
    return [check.volunteer for check in held if check.holds_on(day)]


def has_come_before(booking: Booking) -> bool:
    """Does this family know the place?"""
    return Booking.objects.filter(family=booking.family_id, attendance=Attendance.CAME).exists()


def bookings_of(user: User) -> QuerySet[Booking]:
    """Bookings for which this person may ask for company: their own household's."""
    booked = Booking.objects.for_user(user).filter(state=BookingState.BOOKED, family__carers__user=user)
    return booked.select_related("occurrence__programme__venue", "occurrence__venue")


@dataclass(frozen=True)
class Company:
    """Where a booking stands with company."""

    walk: UUID | None
    """What they have asked for, while it lasts."""
    is_agreed: bool
    is_first: bool
    """Does this family not know the place yet?"""


def company_of(booking: Booking, user: User) -> Company | None:
    """By one question, since every booking's page asks it; none for a booking that is not of their own household."""
    walk = Walk.objects.live().filter(booking=OuterRef("pk"), parent=user)
    came = Booking.objects.filter(family=OuterRef("family"), attendance=Attendance.CAME)
    mine = bookings_of(user).filter(pk=booking.pk)
    found = mine.annotate(
        walk=Subquery(walk.values("code")[:1]), agreed=Subquery(walk.values("agreed_at")[:1]), knows=Exists(came)
    )
    row = found.values("walk", "agreed", "knows").first()
    return Company(row["walk"], bool(row["agreed"]), not row["knows"]) if row else None


def walks_of_parent(user: User) -> WalkQuerySet:
    """What this parent has asked for, over or not."""
    return Walk.objects.with_session().filter(parent=user, booking__isnull=False)


def walks_of_champion(user: User) -> WalkQuerySet:
    """Families this champion would bring, while it lasts."""
    return Walk.objects.live().with_session().filter(champion=user).order_by("occurrence__starts_at", "pk")


def asks() -> WalkQuerySet:
    """Families whom nobody brings yet. Nothing is said of who they are."""
    return Walk.objects.open().with_session().order_by("occurrence__starts_at", "pk")


def for_champion(user: User) -> WalkQuerySet:
    """One of theirs, or one that nobody has taken; never one of their own household."""
    mine = Walk.objects.live().with_session()
    return mine.filter(champion=user) | mine.filter(champion=None).exclude(booking__family__carers__user=user)


def to_say_how_it_went(user: User) -> WalkQuerySet:
    """Sessions that are over, to which this champion was to bring somebody."""
    over = Walk.objects.filter(champion=user, agreed_at__isnull=False, ended_at=None)
    return over.filter(occurrence__starts_at__lte=clock.now()).with_session().order_by("occurrence__starts_at", "pk")


def offers() -> WalkQuerySet:
    """A champion’s offers that a family may take: whoever has the link may read one."""
    return Walk.objects.live().with_session().filter(booking=None, champion__isnull=False).exclude(meeting="")


def booking_for(walk: Walk, user: User | AnonymousUser) -> Booking | None:
    """This person's own place at that session; a visitor has none."""
    mine = bookings_of(user) if isinstance(user, User) else Booking.objects.none()
    return mine.filter(occurrence=walk.occurrence).first()


def is_joined(user: User) -> bool:
    """Have they a household here?"""
    return family_of(user) is not None


def sessions_ahead() -> QuerySet[Occurrence]:
    """Sessions to which a champion may offer to bring somebody."""
    soon = Occurrence.objects.upcoming().filter(starts_at__lt=clock.now() + timedelta(weeks=WEEKS_AHEAD))
    soon = soon.exclude(programme__kind=Programme.Kind.CLINIC)  # there everybody has a time of their own
    return soon.select_related("programme__venue", "venue").order_by("starts_at", "pk")


def going_on() -> WalkQuerySet:
    """For whoever coordinates: every walk that is to come, nobody's first."""
    return Walk.objects.live().with_session().order_by("occurrence__starts_at", "pk")


def outcomes() -> tuple[int, int]:
    """How many families were brought, and how many did not come, this year."""
    since = clock.now() - timedelta(days=365)
    counts = Counter(Walk.objects.filter(went__isnull=False, ended_at__gte=since).values_list("went", flat=True))
    return counts[True], counts[False]
