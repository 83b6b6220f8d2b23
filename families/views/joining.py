"""Joining, one question a page. Every answer is kept as it is given."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from families.forms.more import LonelyForm
from families.forms.questions import QUESTIONS
from families.queries import children_for, family_of, registration_of
from families.rules.joining import is_complete, next_page, page_before
from families.services import drafts
from families.services.details import FamilyDetails
from families.services.registration import register
from families.views.answers import lines_of, ways_to_say_more
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from groupsite.kit.redirects import safe_path

THEN = "join_then"


def for_newcomers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever has joined already is shown in and has no draft any more; everybody else gets `answers`, kept so far."""

    @wraps(view)
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if family_of(me(request)):
            if "code" in kwargs:
                raise Http404
            return _shown_in(request)
        draft = registration_of(me(request))
        return view(request, answers=draft.answers if draft else {}, **kwargs)

    return shown


def go_on(answers: drafts.Answers) -> HttpResponse:
    """To the first question that has no answer yet."""
    page = next_page(answers)
    return redirect(reverse(page.name, kwargs=page.kwargs))


def way_back(slug: str, answers: drafts.Answers) -> str:
    """The address behind “Back”; none on the first page."""
    page = page_before(slug, answers)
    return reverse(page.name, kwargs=page.kwargs) if page else ""


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """What joining asks for; with a sign-in, straight to the next question."""
    if then := safe_path(request, request.GET.get("next")):
        request.session[THEN] = then
    if request.user.is_authenticated:
        return _next_question(request)
    return render(request, "families/joining/start.html")


@for_newcomers
def _next_question(request: HttpRequest, *, answers: drafts.Answers) -> HttpResponse:
    return go_on(answers)


@require_http_methods(["GET", "POST"])
@for_newcomers
def question(request: HttpRequest, *, slug: str, answers: drafts.Answers) -> HttpResponse:
    """One question about the household."""
    if slug not in QUESTIONS:
        raise Http404
    ask = QUESTIONS[slug]
    given = request.POST if request.method == "POST" else None
    form = ask(given, initial=ask.kept(answers))
    if form.is_valid():
        return go_on(drafts.keep(me(request), **form.answers()))
    return render(request, "families/joining/question.html", {"form": form, "back": way_back(slug, answers)})


@require_http_methods(["GET", "POST"])
@for_newcomers
def check(request: HttpRequest, *, answers: drafts.Answers) -> HttpResponse:
    """Everything told, to look over; the button joins."""
    if not is_complete(answers):
        return go_on(answers)
    form = PageForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _join(request, answers, form):
        messages.success(request, _("You have joined. Welcome!"))
        return _shown_in(request)
    context = {"form": form, "lines": lines_of(answers), "children": FamilyDetails.from_json(answers).children}
    return render(request, "families/joining/check.html", context)


def _join(request: HttpRequest, answers: drafts.Answers, form: PageForm) -> bool:
    try:
        register(FamilyDetails.from_json(answers), by=me(request))
    except Refused as refusal:
        tell(form, refusal)
        return False
    return True


def _shown_in(request: HttpRequest) -> HttpResponse:
    """On to the session she came from, or to what comes next."""
    return redirect(safe_path(request, request.session.pop(THEN, "")) or "families:joined")


@require_safe
def joined(request: HttpRequest) -> HttpResponse:
    """Welcome, and what comes next."""
    family = family_of(me(request))
    if family is None:
        return redirect("families:join")
    more = {"children": children_for(me(request)), "more": ways_to_say_more(me(request).carer), "lonely": LonelyForm()}
    return render(request, "families/joining/joined.html", {"family": family, **more})
