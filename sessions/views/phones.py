"""What a phone does behind the page: it keeps a copy, and tells later what was pressed without a signal."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.saying import said_to
from sessions.forms.phones import NoteForm, QueueForm, SettleForm, SinceForm
from sessions.models import Occurrence
from sessions.pages.since import changed_since
from sessions.queries import building
from sessions.queries.access import registers_open_to
from sessions.services import pairs, presses
from sessions.services.presses import Noted


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker, allowed to see every page turn: it has to notice when somebody signs out."""
    name = "js/worker.js"
    found = finders.find(name)
    text = Path(found).read_text() if isinstance(found, str) else staticfiles_storage.open(name).read().decode()
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(text, content_type="text/javascript", headers=headers)


@require_POST
def said(request: HttpRequest, code: UUID) -> HttpResponse:
    """Everything a phone has pressed: safe to send twice, in any order. Only by whoever pressed it."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    form = QueueForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "unreadable"}, status=400)
    if form.cleaned_data["who"] != me(request).code:
        return JsonResponse({"why": "another person"}, status=409)
    answers = presses.replay(occurrence, form.said(), by=me(request))
    answers += pairs.pair(occurrence, form.paired(), by=me(request))
    answers += presses.note(occurrence, form.noted(), by=me(request))
    return JsonResponse({"answers": list(_told(answers, occurrence)), **building.counted(occurrence)})


def _told(answers: Iterable[presses.Answer], occurrence: Occurrence) -> Iterable[dict[str, Any]]:
    door = reverse("sessions:door", args=[occurrence.code])
    for answer in answers:
        href = f"{door}?family={answer.booking.family.code}" if answer.booking else ""
        yield {"key": str(answer.key), "state": answer.state, "words": str(answer.words), "href": href}


@require_safe
def changed(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is different from when the page was made, and how many are next door; the script asks now and then."""
    occurrence = get_object_or_404(building.with_next_door(registers_open_to(me(request))), code=code)
    before = SinceForm(request.GET).moment()
    changes = changed_since(occurrence, before) if before else []
    return JsonResponse({"changes": changes, "next_door": building.besides(occurrence).next_door})


@require_POST
def note(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody nobody has on a list is at the door: two boxes, unless the building is full."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give their first names and how many they are, 20 at most."))
    else:
        with said_to(request):
            presses.note_at_door(occurrence, Noted(uuid4(), at=clock.now(), **form.cleaned_data), by=me(request))
    return redirect("sessions:register", code)


@require_POST
def note_done(request: HttpRequest, code: UUID) -> HttpResponse:
    """They are written down now, or have left."""
    occurrence = get_object_or_404(registers_open_to(me(request)), code=code)
    presses.settle_note(get_object_or_404(occurrence.notes, pk=SettleForm(request.POST).row()), by=me(request))
    return redirect("sessions:register", code)
