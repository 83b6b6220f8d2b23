"""What a tablet shows that families hold: first names of who is expected and not here yet, and no more of anybody."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from families.rules.words import first_name
from sessions.models import Attendance, BookingState, Occurrence, PartyMember


@dataclass(slots=True)
class Arriving:
    """One household that may tick itself in."""

    booking: int = 0
    adults: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """The first names of its adults, or of its children where no adult is in the party."""
        return ", ".join(self.adults or self.children)

    @property
    def full(self) -> str:
        """The same with its children."""
        names = {"adults": ", ".join(self.adults), "children": ", ".join(self.children)}
        return _("%(adults)s with %(children)s") % names if all(names.values()) else self.plain


def arriving(occurrence: Occurrence) -> dict[int, str]:
    """What each household is called there, by its booking. Children are named only where two would read the same."""
    expected = PartyMember.objects.filter(booking__occurrence=occurrence, booking__state=BookingState.BOOKED)
    heads = expected.exclude(booking__attendance=Attendance.CAME).order_by("pk")
    parties: defaultdict[int, Arriving] = defaultdict(Arriving)
    for booking, adult, child in heads.values_list("booking_id", "carer__name", "child__first_name"):
        party = parties[booking]
        (party.adults if adult else party.children).append(first_name(adult or child or ""))
    alike = Counter(party.plain.casefold() for party in parties.values())
    called = {pk: it.full if alike[it.plain.casefold()] > 1 else it.plain for pk, it in parties.items()}
    return dict(sorted(called.items(), key=lambda row: (row[1].casefold(), row[0])))
