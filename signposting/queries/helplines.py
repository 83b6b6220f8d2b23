"""When somebody last made sure of each helpline."""

from datetime import datetime, time

from django.db.models import Max

from groupsite.kit import clock
from signposting.helplines import HELPLINES, REVIEW_AFTER
from signposting.models import HelplineCheck


def checked() -> dict[str, datetime]:
    """The last check of each: by one of us, or when its line was written."""
    found = dict(HelplineCheck.objects.values_list("slug").annotate(last=Max("at")))
    written = {slug: clock.at(row.as_of, time(12)) for slug, row in HELPLINES.items()}
    return {slug: max(since, found.get(slug, since)) for slug, since in written.items()}


def overdue(at: datetime) -> dict[str, datetime]:
    """Those nobody has looked at for half a year, and since when."""
    return {slug: last for slug, last in checked().items() if at - last > REVIEW_AFTER}
