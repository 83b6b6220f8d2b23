"""Free early education: for each child of the household, and for anybody who names a birth month."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from families.queries import children_for
from families.rules import early_education
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.forms import PageForm

YEARS_BACK = 5


class BirthMonthForm(PageForm):
    """A month is enough, so a month is all we ask. It is not kept."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=int, choices=MONTHS.items())
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [str(year) for year in range(today.year + 1, today.year - YEARS_BACK - 1, -1)]
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]

    def born(self) -> date:
        """The first of the month: every day of it leads to the same terms."""
        return date(self.cleaned_data["year"], self.cleaned_data["month"], 1)


@require_safe
def early_education_page(request: HttpRequest) -> HttpResponse:
    """Which offers to ask about, and from which day."""
    today = clock.today()
    asked = request.GET if {"month", "year"} & set(request.GET) else None
    form = BirthMonthForm(asked, today=today, initial={"month": today.month, "year": today.year - 1})
    facts = early_education.table()
    context = {
        "form": form,
        "asked": early_education.outlook(form.born(), today) if form.is_valid() else None,
        "children": _own_children(request, today),
        "checked": facts.checked,
        "stale": facts.is_stale(today),
    }
    return render(request, "families/early_education.html", context)


def _own_children(request: HttpRequest, today: date) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    children = children_for(me(request)).order_by("born_on", "due_on", "pk")
    return [
        {"name": child.first_name, "outlook": early_education.outlook(born, today)}
        for child in children
        if (born := child.born_on or child.due_on)
    ]
