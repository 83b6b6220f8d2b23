"""Who has said yes to the risks of a trip. Nothing here changes anything."""

from typing import Any

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from families.models import Consent
from sessions.models import Booking

TRIP = "trip:"


def purpose_of(booking: Booking) -> str:
    """What its answers are kept under: one trip, not all of them."""
    return f"{TRIP}{booking.occurrence_id}"


def agreed_to(booking: Booking) -> Consent | None:
    """The household's newest answer about this trip."""
    if not booking.occurrence.programme.risks:
        return None
    rows = Consent.objects.filter(family=booking.family_id, purpose=purpose_of(booking))
    return rows.select_related("carer", "entered_by").order_by("-pk").first()


def has_agreed(booking: Booking) -> bool:
    """Is there nothing to agree to, or is the newest answer a yes?"""
    if not booking.occurrence.programme.risks:
        return True
    said = agreed_to(booking)
    return said is not None and said.given


def with_yes(rows: QuerySet[Booking]) -> QuerySet[Any]:
    """The same of many by the statement that reads them: `agreed`."""
    purpose = Concat(Value(TRIP), Cast(OuterRef("occurrence"), CharField()))
    said = Consent.objects.filter(family=OuterRef("family"), purpose=purpose).order_by("-pk").values("given")[:1]
    nothing = When(occurrence__programme__risks="", then=True)
    return rows.annotate(agreed=Case(nothing, default=Coalesce(Subquery(said), Value(value=False))))
