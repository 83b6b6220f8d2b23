"""Who waited, how long, and who never got a place; who had one and did not come. Beside how many came."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.charts import Column
from groupsite.kit.csv import download
from groupsite.portal.attendance import SpanForm, by_week, monday_of
from sessions.models import Booking, BookingState

AN_HOUR = timedelta(hours=1)
NEVER = {BookingState.WAITING, BookingState.ASKED, BookingState.LAPSED}
"""No place in the end: nothing came free, or a place was held and nobody answered."""
Waited = tuple[date, str, datetime, datetime | None]


@dataclass
class Week:
    """The sessions of one week: households that waited, and those that did not come."""

    monday: date
    waited: int = 0
    never: int = 0
    waits: list[float] = field(default_factory=list)
    """In hours, of those who got in."""
    booked: int = 0
    missed: int = 0
    first_visits: int = 0

    @property
    def got_in(self) -> int:
        """Households that waited and had a place in the end."""
        return self.waited - self.never

    @property
    def usual_wait(self) -> str:
        """Half of those who got in waited less."""
        return in_words(median(self.waits)) if self.waits else ""


def in_words(hours: float) -> str:
    """5 hours; 3 days."""
    whole, days = max(1, round(hours)), round(hours / 24)
    if whole < 48:
        return ngettext("%(count)d hour", "%(count)d hours", whole) % {"count": whole}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def weeks_of(form: SpanForm, user: User) -> list[Week]:
    """Week by week, the oldest first."""
    weeks: dict[date, Week] = defaultdict(lambda: Week(date.min))
    for day, state, since, placed in rows_of(form, user):
        week = weeks[monday_of(day)]
        week.waited += 1
        if state in NEVER:
            week.never += 1
        elif placed:
            week.waits.append(max((placed - since) / AN_HOUR, 0))
    for counted in by_week(form.found(user)):
        week = weeks[counted["monday"]]
        week.booked = counted["families"] + counted["missed"]
        week.missed, week.first_visits = counted["missed"], counted["first_visits"]
    for monday, week in weeks.items():
        week.monday = monday
    return [weeks[monday] for monday in sorted(weeks)]


def rows_of(form: SpanForm, user: User) -> Iterable[Waited]:
    """Every household that waited for a session that is over, or asked for one; not those that gave their turn up.

    One waits for a course as a whole: that counts once, at the first of its dates.
    """
    dates = form.dates(user).filter(ends_at__lt=clock.now())
    waited = Booking.objects.filter(occurrence__in=dates, waiting_since__isnull=False)
    waited = waited.exclude(state=BookingState.GIVEN_UP, placed_at=None)
    before = Booking.objects.filter(
        enrolment=OuterRef("enrolment"), occurrence__starts_at__lt=OuterRef("occurrence__starts_at")
    )
    waited = waited.filter(Q(enrolment=None) | ~Exists(before))
    return waited.order_by("occurrence__day").values_list("occurrence__day", "state", "made_at", "placed_at")


def columns(weeks: Sequence[Week]) -> tuple[list[Column], list[Column]]:
    """Who waited in each week, and how many of them in vain; who had a place, and how many of them did not come."""
    labels = [f"{week.monday:%-d %b}" for week in weeks]
    waited = [Column(label, week.waited, week.never) for label, week in zip(labels, weeks, strict=True)]
    missed = [Column(label, week.booked, week.missed) for label, week in zip(labels, weeks, strict=True)]
    return waited, missed


@require_safe
def waited(request: HttpRequest) -> HttpResponse:
    """Two charts by week, with the table under them."""
    form = SpanForm(request.GET, user=me(request))
    weeks = weeks_of(form, me(request))
    waits = [wait for week in weeks for wait in week.waits]
    waiting, missing = columns(weeks)
    context = {
        "form": form,
        "weeks": weeks[::-1],
        "waiting": waiting,
        "missing": missing,
        "waited": sum(week.waited for week in weeks),
        "never": sum(week.never for week in weeks),
        "missed": sum(week.missed for week in weeks),
        "usual_wait": in_words(median(waits)) if waits else "",
    }
    return render(request, "portal/waited.html", context)


@require_safe
def waited_csv(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet."""
    header = [_("Week of"), _("Waited"), _("Got in"), _("Never got in"), _("Usual wait in hours")]
    header += [_("Had a place"), _("Did not come"), _("First visits")]
    weeks = weeks_of(SpanForm(request.GET, user=me(request)), me(request))
    return download("waited.csv", header, (_line(week) for week in weeks))


def _line(week: Week) -> list[Any]:
    hours = round(median(week.waits)) if week.waits else ""
    numbers = [week.waited, week.got_in, week.never, hours, week.booked, week.missed, week.first_visits]
    return [week.monday, *numbers]
