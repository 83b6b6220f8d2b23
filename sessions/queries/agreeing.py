"""Who has said yes to the risks of a trip. Nothing here changes anything."""

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Replace

from families.models import Consent
from sessions.models import Booking

TRIP = "trip:"
GAP = "\n\n"
"""Between what a household says and the risks as they stood."""


def purpose_of(booking: Booking) -> str:
    """What its answers are kept under: one trip, not all of them."""
    return f"{TRIP}{booking.occurrence_id}"


def agreed_to(booking: Booking) -> Consent | None:
    """The household's newest answer about this trip, while there is anything that could go wrong on it."""
    return answer_about(booking) if booking.occurrence.programme.risks else None


def answer_about(booking: Booking) -> Consent | None:
    """The same, whether it still asks for one or not."""
    rows = Consent.objects.filter(family=booking.family_id, purpose=purpose_of(booking))
    return rows.select_related("carer", "entered_by").order_by("-pk").first()


def has_agreed(booking: Booking) -> bool:
    """Is there nothing to agree to, or is the newest answer a yes to what could go wrong as it is written now?"""
    risks = booking.occurrence.programme.risks
    return not risks or is_yes(agreed_to(booking), risks)


def is_yes(said: Consent | None, risks: str) -> bool:
    """A yes to other risks than these counts no longer. Browsers end lines their own way."""
    return said is not None and said.given and _lines(said.words).endswith(_lines(GAP + risks))


def _lines(words: str) -> str:
    return words.replace("\r\n", "\n")


def with_yes(rows: QuerySet[Booking]) -> QuerySet[Any]:
    """The same of many by the statement that reads them: `agreed`."""
    purpose = Concat(Value(TRIP), Cast(OuterRef("occurrence"), CharField()))
    risks = Concat(Value(GAP), _lines_of(OuterRef("occurrence__programme__risks")), output_field=TextField())
    holds = ExpressionWrapper(Q(given=True, lines__endswith=risks), BooleanField())
    answers = Consent.objects.filter(family=OuterRef("family"), purpose=purpose).order_by("-pk")
    newest = answers.annotate(lines=_lines_of("words")).annotate(holds=holds).values("holds")[:1]
    nothing = When(occurrence__programme__risks="", then=True)
    return rows.annotate(agreed=Case(nothing, default=Coalesce(Subquery(newest), Value(value=False))))


def _lines_of(words: Any) -> Replace:
    return Replace(words, Value("\r\n"), Value("\n"), output_field=TextField())
