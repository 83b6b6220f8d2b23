"""A leader asks a household to something; the household says yes or not now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from sessions.forms import SearchForm
from sessions.forms.inviting import AnswerForm, AskForm
from sessions.models import Invite
from sessions.pages import inviting
from sessions.queries.access import families_led_by
from sessions.queries.timetable import groups_led_by
from sessions.services import inviting as services


@require_safe
def asked(request: HttpRequest, code: UUID) -> HttpResponse:
    """Whom we have asked, and a search for one more."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    search = SearchForm(request.GET)
    context = {
        "programme": programme,
        "search": search,
        "invites": inviting.invites_of(programme),
        "found": inviting.families_found(programme, me(request), search.asked("q") or ""),
    }
    return render(request, "sessions/inviting/asked.html", context)


@require_POST
def ask(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask a household. From its own page one comes back there."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    form = AskForm(request.POST)
    family = get_object_or_404(families_led_by(me(request)), code=form.asked("family"))
    services.ask(programme, family, by=me(request))
    messages.success(request, _("Asked. They get a letter, and you see here what they say."))
    if form.asked("from_family"):
        return redirect("portal:family", family.code)
    return redirect("sessions:asked", code)


@require_POST
def take_back(request: HttpRequest, code: UUID, invite: UUID) -> HttpResponse:
    """Asked by mistake."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    services.take_back_invite(get_object_or_404(Invite, programme=programme, code=invite), by=me(request))
    return redirect("sessions:asked", code)


@require_safe
def invite(request: HttpRequest, code: UUID) -> HttpResponse:
    """What the household was asked to, with a yes and a no. The letter's link only shows."""
    found = get_object_or_404(inviting.invites_to_show(me(request)), code=code)
    session = inviting.next_session(found.programme)
    return render(request, "sessions/inviting/invite.html", {"invite": found, "session": session})


@require_POST
def answer(request: HttpRequest, code: UUID) -> HttpResponse:
    """Yes leads on to booking."""
    found = get_object_or_404(inviting.invites_to_show(me(request)), code=code)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("sessions:invite", code)
    services.answer(found, form.cleaned_data["answer"], by=me(request))
    session = inviting.next_session(found.programme)
    if found.answer == Invite.Answer.YES and session:
        return redirect("sessions:session", session.code)
    messages.success(request, _("Thank you for telling us."))
    return redirect("sessions:invite", code)
