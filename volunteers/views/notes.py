"""What has been written down: whoever coordinates reads it, whoever wrote it may change it for a week."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.audit.services import note_readings
from groupsite.kit import clock
from groupsite.kit.saying import said_to
from volunteers.forms.chats import ChatForm
from volunteers.queries import chats as queries
from volunteers.rules.chats import is_correctable
from volunteers.services import chats as services

A_PAGE = 15


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """Champions' notes: whom to see again, or the last ones. That they were read is written down."""
    every = request.GET.get("show") == "all"
    page = Paginator(queries.notes(due=not every), A_PAGE).get_page(request.GET.get("page"))
    chats = list(page)
    note_readings("chat note", [chat for chat in chats if chat.note or chat.name], by=me(request))
    due = queries.notes(due=True).count() if every else page.paginator.count
    context = {"chats": chats, "page": page, "every": every, "today": clock.today(), "due": due}
    return render(request, "volunteers/notes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: UUID) -> HttpResponse:
    """My own chat, to be said anew."""
    chat = get_object_or_404(queries.chats_of(me(request)), code=code)
    form = ChatForm.of(chat, request.POST or None)
    if form.is_valid() and form.correct(chat, by=me(request)):
        messages.success(request, _("Changed. Thank you!"))
        return redirect("volunteers:outreach")
    is_open = is_correctable(chat, clock.now())
    return render(request, "volunteers/notes/correct.html", {"form": form, "chat": chat, "is_open": is_open})


@require_POST
def delete(request: HttpRequest, code: UUID) -> HttpResponse:
    """My own chat, to be forgotten."""
    chat = get_object_or_404(queries.chats_of(me(request)), code=code)
    with said_to(request, _("Deleted. It counts nowhere any more.")):
        services.delete(chat, by=me(request))
    return redirect("volunteers:outreach")
