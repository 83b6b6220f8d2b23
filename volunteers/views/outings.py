"""Who goes where: champions put themselves down, whoever plans sees what is to be mended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from volunteers.forms.outings import OutingForm
from volunteers.queries import outings as queries
from volunteers.services import outings as services


@require_safe
def outings(request: HttpRequest) -> HttpResponse:
    """For a champion: my outings, and those that still need somebody."""
    turns = queries.for_champion(me(request))
    context = {"mine": [turn for turn in turns if turn.mine], "others": [turn for turn in turns if not turn.mine]}
    return render(request, "volunteers/outings/mine.html", context)


@require_POST
def go(request: HttpRequest, code: UUID) -> HttpResponse:
    """I will be there."""
    outing = get_object_or_404(queries.to_go_to(), code=code)
    with said_to(request, _("Thank you! You are down for it, and we remind you the evening before.")):
        services.go(outing, by=me(request))
    return redirect("volunteers:outings")


@require_POST
def stay_at_home(request: HttpRequest, code: UUID) -> HttpResponse:
    """I cannot, after all."""
    services.stay_at_home(get_object_or_404(queries.goings_of(me(request)), code=code), by=me(request))
    messages.success(request, _("Thank you for telling us. Somebody else can go now."))
    return redirect("volunteers:outings")


@require_POST
def stand_in(request: HttpRequest, code: UUID) -> HttpResponse:
    """Let others see that somebody could step in, or that it is not needed any more."""
    going, looking = get_object_or_404(queries.goings_of(me(request)), code=code), request.POST.get("looking") == "yes"
    said = _("Others can see it now. You go unless somebody steps in; then we write to you.")
    with said_to(request, said if looking else _("Good: you are going. Nobody is looked for any more.")):
        services.look_for_stand_in(going, by=me(request), looking=looking)
    return redirect("volunteers:outings")


@require_safe
def planned(request: HttpRequest) -> HttpResponse:
    """For whoever plans: what is to be mended first, then all of it."""
    turns, every = queries.for_planner(), request.GET.get("show") == "all"
    to_mend = [turn for turn in turns if turn.is_to_mend]
    context = {"turns": turns if every else to_mend, "every": every, "to_mend": len(to_mend), "all": len(turns)}
    return render(request, "volunteers/outings/planned.html", context | {"forgotten": queries.forgotten_places()})


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """A new one, or a row of them."""
    form = OutingForm(request.POST or None)
    if form.is_valid() and (made := form.plan(by=me(request))) is not None:
        said = ngettext("Planned: %(n)s date.", "Planned: %(n)s dates.", made) % {"n": made}
        messages.success(request, said if made else _("This was planned already, so nothing has changed."))
        return redirect("volunteers:planned_outings")
    return render(request, "volunteers/outings/plan.html", {"form": form})


@require_POST
def call_off(request: HttpRequest, code: UUID) -> HttpResponse:
    """Nobody goes this time."""
    services.call_off(get_object_or_404(queries.to_go_to(), code=code), by=me(request))
    messages.success(request, _("Called off. Whoever was to go gets a letter."))
    return redirect("volunteers:planned_outings")
