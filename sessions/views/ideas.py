"""Start a group: whoever has an idea writes it down here, and coordinators answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groupsite.accounts.who import me
from sessions.forms.ideas import IdeaForm, NotNowForm
from sessions.pages import planning


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """My ideas with what became of them, and a form for another."""
    form = IdeaForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Thank you. A coordinator reads it and writes back to you."))
        return redirect("sessions:start_group")
    mine = planning.ideas_of(me(request))
    return render(request, "sessions/ideas/start.html", {"form": form, "ideas": mine})


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Ideas nobody has answered yet."""
    return render(request, "sessions/ideas/waiting.html", {"ideas": planning.ideas_waiting()})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: UUID) -> HttpResponse:
    """One idea: open it as a group, or say why not now."""
    idea = get_object_or_404(planning.ideas_waiting(), code=code)
    form = NotNowForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(idea, by=me(request)):
        messages.success(request, _("Answered. They get a letter."))
        return redirect("sessions:ideas")
    return render(request, "sessions/ideas/answer.html", {"idea": idea, "form": form})
