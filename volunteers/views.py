"""The volunteer's rota, the leader's gaps, and the door for people who would like to help."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.templatetags.kit import day_and_time
from volunteers import queries, services
from volunteers.forms import HelpForm, NeedForm
from volunteers.models import Signup


@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """My shifts, and those I could take, by day."""
    mine = list(queries.shifts_of(me(request)))
    weeks = queries.rota(me(request), mine, clock.now())
    return render(request, "volunteers/rota.html", {"mine": mine, "weeks": weeks})


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """One tap: this shift is mine."""
    shift = get_object_or_404(queries.shift_coded(request.POST.get("shift", "")))
    try:
        signup = services.sign_up(shift, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _thanks(signup))
    return redirect("volunteers:rota")


def _thanks(signup: Signup) -> str:
    said = _("Thank you! You are down for “%(role)s” on %(when)s. A letter with the details is on its way.")
    return said % {"role": signup.shift.role, "when": day_and_time(signup.shift.starts_at)}


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """I cannot come after all."""
    signup = get_object_or_404(queries.promises_of(me(request)), code=code)
    try:
        services.withdraw(signup, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("You are no longer down for this shift. Thank you for telling us."))
    return redirect("volunteers:rota")


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Where help is missing in the coming weeks; the whole rota on the second tab, and on paper."""
    covers = queries.cover(me(request), queries.WEEKS_TO_PLAN)
    short = [cover for cover in covers if cover.missing]
    whole = request.GET.get("show") == "all"
    context = {
        "covers": covers if whole else short,
        "whole": whole,
        "short": len(short),
        "all": len(covers),
        "missing": sum(cover.missing for cover in short),
        "weeks": queries.WEEKS_TO_PLAN,
    }
    return render(request, "volunteers/gaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest) -> HttpResponse:
    """The jobs each group asks for; a form to ask for one more."""
    form = NeedForm(request.POST or None, programmes=queries.programmes_of(me(request)))
    if form.is_valid() and form.ask(by=me(request)):
        messages.success(request, _("The job is on the rota for every date to come."))
        return redirect("volunteers:needs")
    return render(request, "volunteers/needs.html", {"form": form, "needs": queries.needs_of(me(request))})


@require_POST
def end_need(request: HttpRequest, code: str) -> HttpResponse:
    """This job is not needed any more."""
    need = get_object_or_404(queries.needs_of(me(request)), code=code)
    services.stop_asking(need, by=me(request))
    messages.success(request, _("We have stopped asking for this. People who had promised already still come."))
    return redirect("volunteers:needs")


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """For anybody who has an hour to give."""
    form = HelpForm(request.POST or None)
    if not form.is_valid():
        return render(request, "volunteers/help.html", {"form": form})
    if not ratelimit.consume(request, action="offer_help"):
        return render(request, "volunteers/too_many.html", status=429)
    form.send()
    return redirect("volunteers:helped")


@require_safe
def helped(request: HttpRequest) -> HttpResponse:
    """Thank you, and what happens next."""
    return render(request, "volunteers/helped.html")


@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    """Who has offered to help, and whom nobody has answered yet."""
    found = list(queries.enquiries()[: queries.MOST_ENQUIRIES])
    waiting = [enquiry for enquiry in found if not enquiry.answered_at]
    answered = [enquiry for enquiry in found if enquiry.answered_at]
    return render(request, "volunteers/enquiries.html", {"waiting": waiting, "answered": answered})


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody has answered this one."""
    services.mark_answered(get_object_or_404(queries.enquiries(), code=code), by=me(request))
    messages.success(request, _("Marked as answered."))
    return redirect("volunteers:enquiries")
