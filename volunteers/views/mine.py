"""One shift of mine: give it up, hand it on, swap it, do it again each week."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from groupsite.kit.templatetags.kit import short_day
from volunteers.forms.how_i_help import RepeatForm
from volunteers.queries import rota as queries
from volunteers.queries.knowing import knows
from volunteers.services import giving_up, repeating, swapping
from volunteers.services.promises import SHORT_NOTICE


@require_safe
def shift(request: HttpRequest, code: str) -> HttpResponse:
    """Everything I can do about it."""
    signup = get_object_or_404(queries.shifts_of(me(request)), code=code)
    short = signup.shift.starts_at - clock.now() < SHORT_NOTICE
    asked = queries.swaps_asked_by(me(request)).open().filter(mine=signup)
    context = {"signup": signup, "shift": signup.shift, "is_short": short, "repeat": RepeatForm(), "asked": asked}
    return render(request, "volunteers/mine/shift.html", context)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """I cannot come after all."""
    signup = get_object_or_404(queries.promises_of(me(request)), code=code)
    with said_to(request, _("You are no longer down for this shift. Thank you for telling us.")):
        giving_up.withdraw(signup, by=me(request))
    return redirect("volunteers:rota")


@require_POST
def stand_in(request: HttpRequest, code: str) -> HttpResponse:
    """Let others see that somebody could step in, or that it is not needed any more."""
    signup = get_object_or_404(queries.shifts_of(me(request)), code=code)
    looking = request.POST.get("looking") == "yes"
    with said_to(request):
        if not giving_up.look_for_stand_in(signup, by=me(request), looking=looking):
            messages.success(request, _("Somebody waited for this shift and does it for you. A letter is on its way."))
            return redirect("volunteers:rota")
        said = _("Others can see it now. The shift is yours until somebody steps in; then we write to you.")
        messages.success(request, said if looking else _("Good: you are coming. Nobody is looked for any more."))
    return redirect("volunteers:mine", code=code)


@require_POST
def repeat(request: HttpRequest, code: str) -> HttpResponse:
    """The same job for some weeks more."""
    signup = get_object_or_404(queries.shifts_of(me(request)), code=code)
    form = RepeatForm(request.POST)
    if form.is_valid():
        done = repeating.repeat(signup, weeks=form.cleaned_data["weeks"], by=me(request))
        says = ngettext(
            "You are down for %(count)s more date.", "You are down for %(count)s more dates.", len(done.made)
        )
        messages.success(request, says % {"count": len(done.made)})
        for refused, why in done.refused:
            messages.warning(request, f"{short_day(refused.starts_at)}: {why}")
    return redirect("volunteers:rota")


@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, code: str) -> HttpResponse:
    """Which other shift would suit me better? One button asks whoever has it."""
    signup = get_object_or_404(queries.shifts_of(me(request)), code=code)
    known = knows(me(request), clock.now())
    possible = queries.to_swap_for(signup, me(request), known, clock.now())
    wanted = next((each for each in possible if str(each.code) == request.POST.get("for")), None)
    if wanted is None:
        return render(request, "volunteers/mine/swap.html", {"signup": signup, "possible": possible})
    try:
        swapping.ask(signup, wanted, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("volunteers:swap", code=code)
    messages.success(request, _("Asked. Both shifts stay as they are until the other person says yes."))
    return redirect("volunteers:mine", code=code)


@require_POST
def take_back_swap(request: HttpRequest, code: str) -> HttpResponse:
    """I keep mine after all."""
    asked = get_object_or_404(queries.swaps_asked_by(me(request)), code=code)
    with said_to(request, _("Taken back. Your shift stays as it is.")):
        swapping.take_back(asked, by=me(request))
    is_mine = queries.shifts_of(me(request)).filter(pk=asked.mine_id).exists()
    return redirect("volunteers:mine", code=asked.mine.code) if is_mine else redirect("volunteers:rota")


@require_safe
def asked_to_swap(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody asks for one of my shifts and offers one of theirs."""
    asked = get_object_or_404(queries.swaps_of(me(request)), code=code)
    is_open = queries.swaps_to_answer(me(request)).filter(pk=asked.pk).exists()
    return render(request, "volunteers/mine/asked_to_swap.html", {"swap": asked, "is_open": is_open})


@require_POST
def answer_swap(request: HttpRequest, code: str) -> HttpResponse:
    """Yes changes both at once."""
    asked = get_object_or_404(queries.swaps_of(me(request)), code=code)
    agrees = request.POST.get("answer") == "yes"
    try:
        swapping.answer(asked, by=me(request), agrees=agrees)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("Swapped. Letters are on their way.") if agrees else _("Thank you. We tell them kindly.")
        )
    return redirect("volunteers:rota")
