"""For leaders: where champions go, and what is talked about there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from volunteers.forms.chats import PlaceForm
from volunteers.pages import figures as pages
from volunteers.queries import chats as queries
from volunteers.queries.gaps import coordinates
from volunteers.queries.stories import waiting
from volunteers.services import places as services


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """All of them, and one more."""
    form = PlaceForm(request.POST or None)
    if form.is_valid() and form.open(by=me(request)):
        messages.success(request, _("Added. Champions can choose it now."))
        return redirect("volunteers:places")
    return render(request, "volunteers/outreach/places.html", {"form": form, "places": queries.all_places()})


@require_POST
def close(request: HttpRequest, code: UUID) -> HttpResponse:
    """Nobody goes there any more; or they go there again."""
    place = get_object_or_404(queries.all_places(), code=code)
    if place.closed_at:
        services.reopen_place(place, by=me(request))
    elif off := services.close_place(place, by=me(request)):
        says = ngettext("Called off with it: %(n)s date.", "Called off with it: %(n)s dates.", off) % {"n": off}
        messages.success(request, says + " " + _("Whoever was to go gets a letter."))
    return redirect("volunteers:places")


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Chats by place, topic and barrier; nobody can be found in them."""
    tables, period = pages.figures(request.GET.get("days", ""))
    context = {"tables": tables, "period": period, "coordinates": coordinates(me(request))}
    context["stories_waiting"] = waiting()
    return render(request, "volunteers/outreach/figures.html", context)
