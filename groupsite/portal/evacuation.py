"""Everybody out: who is in the building now, in large letters, to be ticked off at the meeting point (R17)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from groupsite.accounts.models import User
from groupsite.accounts.who import me
from sessions.models import Occurrence
from sessions.pages import offline, registers
from sessions.queries.access import registers_open_to
from volunteers.models import SignupState


@require_safe
def evacuation(request: HttpRequest, code: str) -> HttpResponse:
    """Families, people noted at the door, and helpers. Whoever is expected is there too, hidden, for late ticks."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    (sheet,) = registers.sheets([occurrence])
    context = {"occurrence": occurrence, "sheet": sheet, "helpers": helpers_of(occurrence)}
    page = render(request, "portal/evacuation.html", context | {"words": offline.words()})
    return offline.may_be_kept(page, occurrence)


def helpers_of(occurrence: Occurrence) -> list[str]:
    """Names of those who promised to help, and a line for each helper whose name nobody has told us."""
    promised = User.objects.filter(signups__shift__occurrence=occurrence, signups__state=SignupState.PROMISED)
    names = list(promised.distinct().order_by("name", "pk").values_list("name", flat=True))
    return names + [""] * (occurrence.programme.helpers - len(names))
