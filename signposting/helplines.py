"""Helplines on our own pages. A wrong number here is the worst line of the whole site, so each has a day of review."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REVIEW_AFTER = timedelta(days=180)


@dataclass(frozen=True)
class Helpline:
    """A number, what it is for, and where its own words can be compared."""

    slug: str
    need: str
    name: str | Promise
    says: str | Promise
    phone: str
    page: str
    as_of: date
    """When this line was written. From then on the desk asks for a person's word."""

    @property
    def code(self) -> UUID:
        """Which card of the desk it is."""
        return uuid5(NAMESPACE_URL, f"helpline:{self.slug}")


HELPLINES = {
    row.slug: row
    for row in (
        Helpline("abuse", "safe", _("National Domestic Abuse Helpline"), _("To talk, free, day and night"),
                 "0808 2000 247", "https://www.nationaldahelpline.org.uk/", date(2026, 11, 25)),
        Helpline("samaritans", "mood", _("Samaritans"), _("To talk to somebody now, free, day and night"),
                 "116 123", "https://www.samaritans.org/", date(2026, 11, 25)),
    )
}  # fmt: skip
BY_CODE = {row.code: row for row in HELPLINES.values()}


def of_need(need: str) -> list[Helpline]:
    """Whom to ring now, whatever the directory has."""
    return [row for row in HELPLINES.values() if row.need == need]
