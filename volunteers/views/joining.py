"""Joining: a stranger applies, two people speak for them, somebody welcomes them, and they agree each year."""

from collections.abc import Callable

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.again import again
from groupsite.accounts.who import me, name_and_address
from groupsite.kit.saying import said_to
from groupsite.kit.turnstile import please_wait
from volunteers.forms.joining import ApplicationForm, ReferenceForm, WelcomeForm
from volunteers.queries import joining as queries
from volunteers.rules.joining import is_spoken_for
from volunteers.rules.standing import POLICIES
from volunteers.services import applying, standing
from volunteers.views.enquiries import thank

MOST_A_MINUTE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Five minutes from a thought to an application."""
    form = ApplicationForm(request.POST or None, initial=name_and_address(request))
    if not form.is_valid():
        return render(request, "volunteers/joining/apply.html", {"form": form})
    if not ratelimit.consume(request, action="offer_help"):
        return render(request, "volunteers/too_many.html", status=429)
    form.send()
    return thank("team")


@require_http_methods(["GET", "HEAD", "POST"])
def reference(request: HttpRequest, token: str) -> HttpResponse:
    """The referee's link: it shows three questions; the button answers them once."""
    asked = queries.reference_behind(token).first()
    if asked is None or asked.answered_at:
        return render(request, "volunteers/joining/reference_over.html", {"given": asked is not None})
    form = ReferenceForm(request.POST or None)
    if form.is_bound and (later := please_wait(request, "reference", most=MOST_A_MINUTE)):
        return later
    if form.is_valid():
        form.answer(asked)
        return redirect("volunteers:reference", token=token)
    return render(request, "volunteers/joining/reference.html", {"form": form, "reference": asked})


@again
@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    """What they wrote, and what their referees say."""
    found = get_object_or_404(queries.all_applications(), code=code)
    referees = found.references.all()
    to_ask = [referee for referee in referees if referee.asked_at is None]
    context = {"application": found, "spoken_for": is_spoken_for(referees), "to_ask": to_ask, "form": WelcomeForm()}
    return render(request, "volunteers/joining/application.html", context)


DECISIONS: dict[str, tuple[Callable[..., object], Promise]] = {
    "ask": (applying.ask_referees, gettext_lazy("Letters to the referees are on their way.")),
    "welcome": (applying.welcome, gettext_lazy("Welcomed. They get a letter, and you see here what is still to do.")),
    "decline": (applying.decline, gettext_lazy("Noted. A kind letter is on its way to them.")),
}


@again
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the referees, welcome them, or not this time."""
    found = get_object_or_404(queries.all_applications(), code=code)
    what = request.POST.get("what", "")
    if what not in DECISIONS:
        return redirect("volunteers:application", code)
    act, says = DECISIONS[what]
    reason = {"why": request.POST.get("why", "")[:300]} if act is applying.welcome else {}
    with said_to(request, says):
        act(found, by=me(request), **reason)
        if act is not applying.ask_referees:
            return redirect("volunteers:team")
    return redirect("volunteers:application", code)


@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: HttpRequest) -> HttpResponse:
    """Three short promises, read again each year. One button agrees to all."""
    get_object_or_404(queries.members(), pk=me(request).pk)
    if request.method == "POST":
        standing.agree(me(request))
        messages.success(request, _("Thank you. This holds for a year; we remind you before it ends."))
        return redirect("volunteers:agreements")
    context = {"policies": POLICIES, "until": queries.agreements_hold_until(me(request))}
    return render(request, "volunteers/joining/agreements.html", context)
