"""Who hears that a day is off or has moved: whoever arranged it, and every adult who was to come (decision 0012)."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from families.models import Carer, Right, Say
from families.rules.reaching import addresses, only_face_to_face
from sessions.models import Booking, BookingQuerySet, PartyMember


def with_hearers(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Fetches what `hearers` asks of each booking."""
    adults = PartyMember.objects.filter(_open("booking", "carer"), carer__isnull=False)
    grown_ups = Prefetch("party", adults.select_related("carer__user").order_by("pk"), to_attr="grown_ups")
    rows = bookings.annotate(open_to_contact=_open("pk", "contact"))
    return rows.select_related("contact__user").prefetch_related(grown_ups)


def _open(booking: str, carer: str) -> Q:
    """Not where only children closed to this adult come: of that they are told nothing either."""
    children = PartyMember.objects.filter(booking=OuterRef(booking), child__isnull=False)
    closed = Right.objects.filter(carer=OuterRef(OuterRef(carer)), say=Say.NONE).values("child")
    return ~Exists(children.filter(child__in=closed)) | Exists(children.exclude(child__in=closed))


def hearers(booking: Booking, *, by: str = "") -> list[Carer]:
    """The carer who made it first, then each adult of the party who has an address that nobody before has.

    Addresses are those where urgent news arrives, or what is always sent `by` one of the ways.
    """
    contact, told = booking.contact, []
    used: set[str] = set()
    for carer in _adults(booking):
        own = addresses(carer, by or carer.urgent_by)
        if carer == contact or (own - used and not only_face_to_face(carer)):
            told.append(carer)
            used |= own
    return told


def _adults(booking: Booking) -> list[Carer]:
    """Each once, if it is open to them. Whoever has gone to a household of their own hears nothing of this one."""
    heads = [head.carer for head in booking.grown_ups]  # type: ignore[attr-defined]  # by with_hearers
    contact = booking.contact if booking.open_to_contact else None  # type: ignore[attr-defined]  # by with_hearers
    people = [contact, *(carer for carer in heads if carer.family_id == booking.family_id)]
    return list({carer.pk: carer for carer in people if carer}.values())


def theirs(reader: Carer) -> BookingQuerySet:
    """What somebody arranged or was to come to, but where only children closed to them come."""
    comes = PartyMember.objects.filter(booking=OuterRef("pk"), carer=reader)
    return Booking.objects.filter(Q(contact=reader) | Exists(comes)).open_to_carer(reader)


def first_for_each(bookings: Iterable[Booking], *, by: str = "") -> list[tuple[Carer, Booking]]:
    """One letter a person, about the first of what they have of a series."""
    first: dict[tuple[int, int], tuple[Carer, Booking]] = {}
    for booking in bookings:
        for carer in hearers(booking, by=by):
            first.setdefault((booking.family_id, carer.pk), (carer, booking))
    return list(first.values())
