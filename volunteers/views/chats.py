"""A champion's log: twenty seconds a chat, with or without a signal."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.offline import keep_until
from volunteers.forms.chats import ChatForm, ChatsForm, Queued
from volunteers.pages.words import log_words
from volunteers.queries import chats as queries
from volunteers.queries.gaps import coordinates
from volunteers.queries.growing import hours_of, to_answer
from volunteers.rules.chats import is_correctable
from volunteers.rules.growing import monday_of
from volunteers.services import chats as services

KEPT = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Kind, place and topic; all else only when there is something to say. Stays there for the next chat."""
    first = {"place": queries.last_place(me(request))}
    form = ChatForm(request.POST or None, initial=first).offer(queries.often_named())
    if form.is_valid() and form.log(by=me(request)):
        messages.success(request, _("Kept. Thank you!"))
        return redirect("volunteers:log_chat")
    page = render(request, "volunteers/outreach/log.html", {"form": form, "words": log_words()})
    return page if form.is_bound else keep_until(page, clock.now() + KEPT)


@require_POST
def said(request: HttpRequest) -> HttpResponse:
    """Everything a champion's phone has kept: safe to send twice, in any order. Only by whoever wrote it."""
    form = ChatsForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "unreadable"}, status=400)
    if form.cleaned_data["who"] != me(request).code:
        return JsonResponse({"why": "another person"}, status=409)
    return JsonResponse({"answers": [_answer(chat, request) for chat in form.told()]})


def _answer(chat: Queued, request: HttpRequest) -> dict[str, Any]:
    if chat.form.is_valid() and chat.form.log(by=me(request), at=chat.at):
        return {"key": str(chat.key), "state": "kept"}
    why = " ".join(str(why) for whys in chat.form.errors.values() for why in whys)
    return {"key": str(chat.key), "state": "refused", "words": why}


@require_safe
def outreach(request: HttpRequest) -> HttpResponse:
    """What this champion has going: whom to see again, and the last chats."""
    user = me(request)
    chats = list(queries.chats_of(user)[: queries.MOST_CHATS])
    planned, done = hours_of(user, monday_of(clock.today()))
    for chat in chats:
        chat.is_open = is_correctable(chat, clock.now())  # type: ignore[attr-defined]  # said to the template
    context: dict[str, Any] = {
        "chats": chats,
        "due": list(queries.to_follow_up(user, every=False)),
        "today": clock.today(),
    }
    context |= {"champion": user.has_role(Role.CHAMPION), "question": to_answer(user)}
    return render(request, "volunteers/outreach/mine.html", context | {"planned": planned, "done": done})


@require_POST
def followed_up(request: HttpRequest, code: UUID) -> HttpResponse:
    """They have been seen again; by whoever promised it, or by whoever coordinates."""
    every = coordinates(me(request))
    services.followed_up(get_object_or_404(queries.to_follow_up(me(request), every=every), code=code), by=me(request))
    messages.success(request, _("Noted. Good to hear."))
    return redirect("volunteers:notes" if "from_notes" in request.POST else "volunteers:outreach")
