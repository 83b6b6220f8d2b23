"""Ask the right person once: the leader's side and the volunteer's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from volunteers.forms.needs import HowManyForm
from volunteers.models import Shift
from volunteers.queries import suggesting as queries
from volunteers.services import asking as services
from volunteers.services import once


@require_safe
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """One gap, or a stand-in that is wanted: whom to ask, in this order, and who has been asked."""
    shift = get_object_or_404(queries.shifts_to_fill(me(request)), code=code)
    return _page(request, shift, HowManyForm(initial={"how_many": shift.how_many}))


def _page(request: HttpRequest, shift: Shift, form: HowManyForm) -> HttpResponse:
    missing = max(shift.how_many - shift.taken, 0)  # type: ignore[attr-defined]  # counted by with_taken
    wanted = missing or shift.looking  # type: ignore[attr-defined]
    context = {
        "shift": shift,
        "missing": missing,
        "wanted": wanted,
        "suggestions": queries.suggestions(shift, clock.now())[:8] if wanted else [],
        "asked": queries.asked_for(shift),
        "form": form,
    }
    return render(request, "volunteers/asking/fill.html", context)


@require_POST
def how_many(request: HttpRequest, code: str) -> HttpResponse:
    """One person more, or one fewer, on this date."""
    shift = get_object_or_404(queries.shifts_to_fill(me(request)), code=code)
    form = HowManyForm(request.POST)
    if form.is_valid() and form.save(shift, by=me(request)):
        messages.success(request, _("Changed for this date. Other dates stay as they are."))
        return redirect("volunteers:fill", code=code)
    return _page(request, shift, form)


@require_POST
def not_needed(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody is needed for it on this date."""
    shift = get_object_or_404(queries.shifts_to_fill(me(request)), code=code)
    with said_to(request, _("This job is off the rota on this date.")):
        once.call_off(shift, by=me(request))
    return redirect("volunteers:gaps")


@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """One button, one letter."""
    shift = get_object_or_404(queries.shifts_to_fill(me(request)), code=code)
    told = next(
        (it for it in queries.suggestions(shift, clock.now()) if str(it.user.code) == request.POST.get("who")), None
    )
    if told is None:
        messages.error(
            request, _("That person has been asked already, or cannot take this shift. Choose somebody else.")
        )
        return redirect("volunteers:fill", code=code)
    try:
        services.ask(shift, told.user, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(name)s has been asked. You see the answer here.") % {"name": told.user})
    return redirect("volunteers:fill", code=code)


@require_safe
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """Would you help? The letter leads here; only a button answers."""
    asking = get_object_or_404(queries.askings_of(me(request)), code=code)
    return render(request, "volunteers/asking/asked.html", {"asking": asking, "is_over": asking.is_over(clock.now())})


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Yes or no, both are fine."""
    asking = get_object_or_404(queries.askings_of(me(request)), code=code)
    agrees = request.POST.get("answer") == "yes"
    try:
        services.answer(asking, by=me(request), agrees=agrees)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("volunteers:asked", code=code)
    thanks = _("Thank you! You are down for it. A letter is on its way.")
    messages.success(request, thanks if agrees else _("That is fine. We will not ask you for this one again."))
    return redirect("volunteers:rota")
