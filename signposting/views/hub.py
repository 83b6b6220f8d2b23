"""The hub's people and what we talked about; the helplines of our own pages."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from signposting.forms.hub import HubPersonForm, TalkForm
from signposting.forms.shelves import initial_of
from signposting.helplines import HELPLINES
from signposting.models import HubPerson
from signposting.queries import hub as queries
from signposting.services import hub as services
from signposting.services.deeds import Card
from signposting.views.acting import act, act_for_good

MOST = 50


@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """Who is there, and what we talked about."""
    context = {"people": queries.people(), "talks": queries.talks()[:MOST]}
    return render(request, "signposting/hub/hub.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Somebody whom we do not know yet."""
    return _person(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, code: UUID) -> HttpResponse:
    """What has changed."""
    return _person(request, get_object_or_404(queries.people(), code=code))


def _person(request: HttpRequest, row: HubPerson | None) -> HttpResponse:
    begins = initial_of(row, HubPersonForm) if row else {"source": _feed_asked(request)}
    form = HubPersonForm(request.POST if request.method == "POST" else None, initial=begins)
    if form.is_valid():
        services.keep_person(row or HubPerson(), form.cleaned_data, by=me(request))
        messages.success(request, _("Saved."))
        return redirect("signposting:hub")
    return render(request, "signposting/hub/person.html", {"form": form, "person": row})


def _feed_asked(request: HttpRequest) -> str:
    """The feed from whose page they come; the form looks whether there is one."""
    return request.GET.get("source", "")[:40]


@require_POST
def person_left(request: HttpRequest, code: UUID) -> HttpResponse:
    """They are not there any more."""
    services.has_left(get_object_or_404(queries.people(), code=code), by=me(request))
    messages.success(request, _("Taken off the list. What you talked about stays; their details go after a year."))
    return redirect("signposting:hub")


@require_http_methods(["GET", "HEAD", "POST"])
def new_talk(request: HttpRequest) -> HttpResponse:
    """I have spoken with them."""
    form = TalkForm(request.POST if request.method == "POST" else None, source=_feed_asked(request))
    if form.is_valid():
        services.note_talk(form.said, code=form.code(me(request).code), by=me(request))
        messages.success(request, _("Noted."))
        return redirect("signposting:hub")
    return render(request, "signposting/hub/talk.html", {"form": form})


@require_POST
def followed(request: HttpRequest, code: UUID) -> HttpResponse:
    """I have come back to it."""
    talk = get_object_or_404(queries.talks(), code=code)
    return act(request, Card("follow", talk), lambda: services.follow_up(talk, by=me(request)))


@require_POST
def helpline(request: HttpRequest, slug: str) -> HttpResponse:
    """A number on our own pages is still right."""
    if slug not in HELPLINES:
        raise Http404
    return act_for_good(request, lambda: services.confirm_helpline(slug, by=me(request)))
