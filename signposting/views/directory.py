"""The directory as parents see it."""

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from signposting.forms.search import SearchForm
from signposting.models import Service
from signposting.outside import linked_data
from signposting.queries.directory import latest_checks, listed_services, search
from signposting.queries.hubs import to_ring
from signposting.queries.library import shelf
from signposting.queries.vocabulary import vocabulary
from signposting.queries.widening import ways_out
from signposting.rules.typed_words import area_named
from signposting.services.gaps import note_if_in_vain
from signposting.services.readers import note_visit
from signposting.signals import beside_entry
from signposting.views.lists import kept_codes

AREA = "area"
"""A cookie of the browser's session: the area somebody asked for, never a whole postcode."""


@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest) -> HttpResponse:
    """Search, and everything when nothing is asked for. What is sent is led to an address that can be kept."""
    there = vocabulary()
    if "again" in request.POST:
        return _led_on(SearchForm({}, there=there))
    if request.method == "POST":
        form = SearchForm(request.POST, there=there)
        if form.is_valid():
            note_if_in_vain(replace(form.wish(), area=form.cleaned_data["near"]), same=there.thesaurus)
            return _led_on(form)
    else:
        form = SearchForm(request.GET or None, there=there, area=area_kept(request))
    asked = form if form.is_bound else SearchForm({}, there=there, area=area_kept(request))
    found = search(asked.wish(), same=there.thesaurus)
    context = {"form": form, "found": found, "wish": found.wish, "query": asked.carried, "kept": kept_codes(request)}
    context["library"] = not form.is_bound and shelf().exists()
    if not found.total:
        context |= {"wider": ways_out(found), "hubs": to_ring()}
    return render(request, "signposting/directory.html", context)


def _led_on(form: SearchForm) -> HttpResponse:
    """To the same search as an address. A place stays out of it, in a cookie that ends with the browser."""
    form.is_valid()
    answer = redirect(f"{reverse('signposting:directory')}?{form.carried}#results")
    area = form.cleaned_data["near"]
    if area:
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_signed_cookie(AREA, area, httponly=True, samesite="Lax", secure=secure)
    else:
        answer.delete_cookie(AREA)
    return answer


def area_kept(request: HttpRequest) -> str:
    """The area asked for before, if it is still one we know."""
    return area_named(request.get_signed_cookie(AREA, "") or "")


@require_GET
def service(request: HttpRequest, code: UUID) -> HttpResponse:
    """One service: how to go there, and when each thing was checked."""
    found = get_object_or_404(listed_services(), code=code)
    note_visit(found, request.headers)
    context = {"service": found, "checks": latest_checks(found), "kept": kept_codes(request)}
    context["linked_data"] = linked_data(found)
    context["stories"] = [row for _who, rows in beside_entry.send(sender=Service, service=found) for row in rows or ()]
    return render(request, "signposting/service.html", context)
