"""My data: what we know, who looked, taking it along, having it deleted, asking about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from families.queries import family_of
from groupsite.accounts.again import again
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.portal.data import deleting, requests
from groupsite.portal.data.export import bundle
from groupsite.portal.data.forms import AskForm, DeleteForm
from groupsite.portal.data.who_looked import looks


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """One page for everything a person may do about their data."""
    user = me(request)
    context = {
        "family": family_of(user),
        "looks": looks(user)[:20],
        "requests": user.rights_requests.order_by("-made_at"),
        "what_goes": deleting.what_goes(user),
    }
    return render(request, "portal/data/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@again
def download(request: HttpRequest) -> HttpResponse:
    """A page with a button; the button gives the file. Nothing of it stays on our disks."""
    if request.method != "POST":
        return render(request, "portal/data/download.html")
    user = me(request)
    note_reading("export", user, by=user)
    name = f"my-data-{clock.today():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bundle(user), content_type="application/zip", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@again
def delete(request: HttpRequest) -> HttpResponse:
    """What goes, what stays and why; a tick and a button."""
    user = me(request)
    form = DeleteForm(_posted(request))
    if form.is_valid():
        try:
            deleting.delete_me(user)
        except Refused as refusal:
            tell(form, refusal)
        else:
            return _goodbye(request)
    return render(request, "portal/data/delete.html", {"form": form, "what_goes": deleting.what_goes(user)})


def _goodbye(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("It’s done: we have deleted what we knew about you. Come back any time."))
    return redirect("portal:front")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Something only a person can put right, or a complaint."""
    form = AskForm(_posted(request))
    if form.is_valid():
        requests.ask(me(request), **form.cleaned_data)
        messages.success(request, _("We have it. You get a letter, and an answer within a month."))
        return redirect("portal:my_data")
    return render(request, "portal/data/ask.html", {"form": form})


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
