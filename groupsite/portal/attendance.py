"""How many came: over time, session by session, as a spreadsheet. Counts only: nothing changes when people go."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.charts import Column
from groupsite.kit.csv import download
from groupsite.kit.forms import PageForm
from sessions.models import Occurrence, Programme, Totals
from sessions.queries.access import sessions_led_by

MOST = 60
"""Sessions one by one on the page; the spreadsheet has them all."""
SPANS = {"13": gettext_lazy("3 months"), "26": gettext_lazy("6 months"), "52": gettext_lazy("a year")}


class SpanForm(PageForm):
    """Which group, and how far back."""

    all_optional = True
    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"),
        queryset=Programme.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("All groups"),
    )
    weeks = forms.ChoiceField(label=gettext_lazy("How far back"), choices=list(SPANS.items()), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        led = Programme.objects.filter(pk__in=sessions_led_by(user).values("programme")).order_by("name")
        self.fields["group"].queryset = led  # type: ignore[attr-defined]

    def dates(self, user: User) -> QuerySet[Occurrence]:
        """The sessions asked for; what makes no sense is as if it had not been asked."""
        asked = self.cleaned_data if self.is_valid() else {}
        since = clock.today() - timedelta(weeks=int(asked.get("weeks") or 13))
        rows = sessions_led_by(user).filter(day__gte=since)
        return rows.filter(programme=asked["group"]) if asked.get("group") else rows

    def found(self, user: User) -> QuerySet[Totals]:
        """What was counted at them, the newest first."""
        rows = Totals.objects.filter(occurrence__in=self.dates(user))
        return rows.select_related("occurrence__programme").order_by("-occurrence__starts_at", "-pk")


@require_safe
def attendance(request: HttpRequest) -> HttpResponse:
    """A chart by week with the table under it."""
    form = SpanForm(request.GET, user=me(request))
    rows = form.found(me(request))
    weeks = by_week(rows)
    context = {
        "form": form,
        "rows": rows[:MOST],
        "most": MOST,
        "weeks": weeks[::-1],
        "columns": columns(weeks),
        "sums": sums(weeks),
    }
    return render(request, "portal/attendance.html", context)


@require_safe
def attendance_csv(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet."""
    form = SpanForm(request.GET, user=me(request))
    header = [_("Day"), _("Session"), *(str(words) for words in COUNTED.values())]
    rows = form.found(me(request)).reverse().values_list("occurrence__day", "occurrence__programme__name", *COUNTED)
    return download("attendance.csv", header, rows)


COUNTED = {
    "families": gettext_lazy("Families"),
    "adults": gettext_lazy("Adults"),
    "children": gettext_lazy("Children"),
    "babies": gettext_lazy("Babies under one"),
    "first_visits": gettext_lazy("First visits"),
    "walk_ins": gettext_lazy("Walked in"),
    "missed": gettext_lazy("Did not come"),
}


def by_week(rows: QuerySet[Totals]) -> list[dict[str, Any]]:
    """All sessions of a week together, the oldest week first; Postgres adds them up."""
    of_week = rows.order_by().values(monday=TruncWeek("occurrence__day"))
    added = of_week.annotate(Count("pk"), *(Sum(name) for name in COUNTED)).order_by("monday")
    return [
        {"monday": week["monday"], "sessions": week["pk__count"], **{name: week[f"{name}__sum"] for name in COUNTED}}
        for week in added
    ]


def columns(weeks: Sequence[dict[str, Any]]) -> list[Column]:
    """Families that came in each week, and how many of them for the first time."""
    return [Column(f"{week['monday']:%-d %b}", week["families"], week["first_visits"]) for week in weeks]


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def sums(weeks: Sequence[dict[str, Any]]) -> dict[str, int]:
    """All of it together."""
    return {name: sum(week[name] for week in weeks) for name in ("sessions", *COUNTED)}
