"""The list of families: searched, narrowed down, page by page."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from families.models import Carer, Child, Family
from families.rules.names import asked
from families.search import SHORTEST, find
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.portal.families.filters import NEW_FOR, Filter, empty_handed, narrowed
from groupsite.portal.families.forms import FindAndFilterForm, FindForm
from sessions.models import Attendance, Booking
from sessions.queries.access import families_open_to

A_PAGE = 25


@require_safe
def families(request: HttpRequest) -> HttpResponse:
    """Who belongs to us: found by any name, narrowed down by what matters today."""
    full = me(request).has_role(Role.COORDINATOR)
    form = (FindAndFilterForm if full else FindForm)(request.GET)
    words, filters = form.words(), form.filters()
    rows = listed(me(request), words, filters)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "words": words, "filters": _with_ways_out(request, filters), "full": full}
    context["asked"] = [(name, value) for name in form.fields for value in request.GET.getlist(name)]
    if not page.object_list:
        context["nobody"] = empty_handed(families_open_to(me(request)), filters)
    return render(request, "portal/families/list.html", context | {"new_since": clock.now() - NEW_FOR})


def listed(user: User, words: str, filters: list[Filter]) -> QuerySet[Family, Any]:
    """The families this person may see that were asked for, with what a row says; the newest first."""
    rows = narrowed(families_open_to(user), filters)
    rows = find(words, rows) if _is_search(words) else rows.order_by("-joined_at", "-pk")
    visits = Booking.objects.filter(family=OuterRef("pk"), attendance=Attendance.CAME)
    last = visits.order_by(F("occurrence__starts_at").desc()).values("occurrence__starts_at")[:1]
    return with_people(rows.annotate(last_came=Subquery(last)))


def with_people(rows: QuerySet[Family, Any]) -> QuerySet[Family, Any]:
    """With adults and children in the order a page shows them."""
    adults = Prefetch("carers", Carer.objects.order_by("-is_main", "pk"))
    children = Prefetch("children", Child.objects.select_related("about_me").order_by("pk"))
    return rows.prefetch_related(adults, children)


def _is_search(words: str) -> bool:
    return sum(len(one.word) for one in asked(words)) >= SHORTEST or bool(words.strip())


def _with_ways_out(request: HttpRequest, filters: list[Filter]) -> list[dict[str, str]]:
    """Each filter with the address of the same list without it."""
    ways = []
    for one in filters:
        query = request.GET.copy()
        query.pop("page", None)
        query.setlist(one.name, [value for value in query.getlist(one.name) if value != one.value])
        ways.append({"words": one.words, "without": f"?{query.urlencode()}"})
    return ways
