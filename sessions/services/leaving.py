"""Somebody leaves a household, or two become one: what that means for what they have booked."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family
from families.services.merging import Plan
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.refs import ref
from groupsite.outbox.services import pass_on_to
from sessions.models import Booking, BookingQuerySet, Enrolment, PartyMember
from sessions.services import locks, places, totals
from sessions.services.booking import give_up
from sessions.services.waiting_list import offer_next


def carer_leaves(carer: Carer, heir: Carer, *, by: User) -> None:
    """Whoever stays gets the letters; the place in the room goes to the next, unless nobody would be left."""
    heads, mine = PartyMember.objects.filter(carer=carer), Booking.objects.filter(contact=carer)
    pass_on_to(heir, of=carer, about=[ref(booking) for booking in _live_ahead(mine)])
    mine.update(contact=heir)
    courses = Enrolment.objects.filter(contact=carer)
    pass_on_to(heir, of=carer, about=[ref(each) for each in courses.live()])
    courses.update(contact=heir)
    for booking in _held(_ahead(heads)):
        _without(booking, booking.party.filter(carer=carer), by=by)
    totals.remember_heads(heads)


def child_leaves(child: Child, family: Family, *, for_good: bool, by: User) -> None:
    """A booking keeps the others; one that was for this child alone is given up."""
    heads = PartyMember.objects.filter(child=child)
    for booking in _held(_ahead(heads.filter(booking__family=family))):
        _without(booking, booking.party.filter(child=child), by=by)
    if for_good:
        totals.remember_heads(heads)


def _live_ahead(bookings: BookingQuerySet) -> BookingQuerySet:
    return bookings.live().filter(occurrence__starts_at__gt=clock.now())


def _ahead(heads: QuerySet[PartyMember]) -> QuerySet[Booking]:
    ahead = _live_ahead(Booking.objects.filter(pk__in=heads.values("booking")))
    return ahead.select_related("occurrence__programme").order_by("occurrence_id", "pk")


def _held(bookings: QuerySet[Booking]) -> list[Booking]:
    """All their halls locked at once, in order, before anything is written."""
    rows = list(bookings)
    if rows:
        locks.lock_all([booking.occurrence for booking in rows], freeing=True)
    return rows


def _without(booking: Booking, leaving: QuerySet[PartyMember], *, by: User) -> None:
    occurrence = places.lock(booking.occurrence, freeing=True)
    children_before = booking.party.filter(child__isnull=False).exists()
    staying = booking.party.exclude(pk__in=leaving.values("pk"))
    if not staying.exists() or (children_before and not staying.filter(child__isnull=False).exists()):
        give_up(booking, by=by)
        return
    leaving.delete()
    record("booking.party_changed", booking, by=by)
    offer_next(occurrence)


def clashes(plan: Plan) -> list[str]:
    """Sessions ahead for which both households have a booking; what is over stays as the registers have it."""
    live = Booking.objects.live().filter(occurrence__ends_at__gte=clock.now())
    mine = live.filter(family=plan.kept).values("occurrence")
    both = live.filter(family=plan.gone, occurrence__in=mine).select_related("occurrence__programme")
    says = _("Both have a booking for %(session)s. Give one of them up first.")
    return [says % {"session": booking.occurrence} for booking in both.order_by("occurrence__starts_at")]
