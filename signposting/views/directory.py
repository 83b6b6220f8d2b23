"""The directory as parents see it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from signposting.forms import SearchForm
from signposting.queries.directory import latest_checks, listed_services, search


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Search, and everything when nothing is asked for."""
    form = SearchForm(request.GET or None)
    wish = SearchForm(request.GET).wish()
    found = search(wish)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "found": found,
        "wish": wish,
        "query": query.urlencode(),
    }
    return render(request, "signposting/directory.html", context)


@require_GET
def service(request: HttpRequest, code: UUID) -> HttpResponse:
    """One service: how to go there, and when each thing was checked."""
    found = get_object_or_404(listed_services(), code=code)
    return render(request, "signposting/service.html", {"service": found, "checks": latest_checks(found)})
