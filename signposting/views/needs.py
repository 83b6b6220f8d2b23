"""“Who can help”, by what somebody needs and not by what an office is called."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signposting.forms.search import SearchForm
from signposting.helplines import of_need
from signposting.needs import BY_SLUG, NEEDS
from signposting.queries.needs import who_can_help
from signposting.views.lists import kept_codes


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """What do you need?"""
    return render(request, "signposting/parents/needs.html", {"needs": NEEDS})


@require_safe
def need(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever can help with this."""
    chosen = BY_SLUG.get(slug)
    if chosen is None:
        raise Http404
    wish = SearchForm(request.GET).wish()
    context = {
        "need": chosen,
        "found": who_can_help(chosen, wish.page),
        "wish": wish,
        "query": "",
        "kept": kept_codes(request),
        "helplines": of_need(slug),
    }
    return render(request, "signposting/parents/need.html", context)
