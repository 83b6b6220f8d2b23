"""How I help: my limit, my days away, the lists I stand on, my calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.turnstile import at_a_pace
from volunteers import calendars
from volunteers.forms.how_i_help import AwayForm, LimitForm
from volunteers.queries import lately
from volunteers.queries import rota as queries
from volunteers.queries.joining import clearances_of
from volunteers.queries.outings import goings_of
from volunteers.queries.suggesting import open_askings_of
from volunteers.services import how_i_help as services


@require_http_methods(["GET", "HEAD", "POST"])
def how_i_help(request: HttpRequest) -> HttpResponse:
    """The page; its form keeps the limit."""
    told = services.about(me(request))
    form = LimitForm(request.POST or None, initial={"monthly_limit": told.monthly_limit})
    if form.is_valid():
        services.set_limit(me(request), form.cleaned_data["monthly_limit"])
        messages.success(request, _("Kept. We will not ask for more."))
        return redirect("volunteers:how_i_help")
    context = {
        "form": form,
        "away": queries.away_of(me(request)),
        "waits": queries.waits_of(me(request)),
        "swaps": queries.swaps_to_answer(me(request)),
        "lately": lately.shifts_of(me(request)),
        "askings": open_askings_of(me(request)),
        "has_link": bool(told.feed),
        "clearances": clearances_of(me(request)),
    }
    return render(request, "volunteers/how_i_help/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Days on which I am not there."""
    form = AwayForm(request.POST or None)
    if form.is_valid():
        services.be_away(me(request), form.cleaned_data["first_day"], form.cleaned_data["last_day"])
        messages.success(request, _("Noted. Have a good time. Shifts you have promised already are still yours."))
        return redirect("volunteers:how_i_help")
    return render(request, "volunteers/how_i_help/away.html", {"form": form})


@require_POST
def back(request: HttpRequest, code: str) -> HttpResponse:
    """I am there after all."""
    services.be_back(get_object_or_404(queries.away_of(me(request)), code=code), by=me(request))
    messages.success(request, _("Good to have you back."))
    return redirect("volunteers:how_i_help")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_link(request: HttpRequest) -> HttpResponse:
    """A secret address for my phone's calendar, shown once."""
    link = ""
    if request.method == "POST":
        path = reverse("volunteers:feed", args=[services.new_calendar_link(me(request))])
        link = f"{settings.SITE_URL}{path}"
    context = {"link": link, "has_link": bool(services.about(me(request)).feed)}
    return render(request, "volunteers/how_i_help/calendar.html", context)


@require_safe
@at_a_pace("calendar")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """My shifts, and where I go as a champion, for whoever has the link. It opens nothing else."""
    user = queries.whose_link(token)
    if user is None:
        raise Http404
    entries = calendars.file_of(queries.shifts_of(user), goings_of(user))
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="shifts.ics"'}
    return HttpResponse(entries, content_type="text/calendar; charset=utf-8", headers=headers)
