"""Who may be asked by name: families read when they are here, staff keep it right."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from signposting.forms.people import PersonForm
from signposting.models import NamedPerson
from signposting.queries import people as queries
from signposting.rules.presence import says
from signposting.rules.reviews import may_keep
from signposting.services import people as services


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who, when, how to reach them, and who is there instead."""
    keeps = may_keep(me(request))
    found = queries.all_people() if keeps else queries.shown_people()
    rows = [{"person": row, "says": says(row, clock.today())} for row in found]
    return render(request, "signposting/people/people.html", {"rows": rows, "keeps": keeps})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody new."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, code: UUID) -> HttpResponse:
    """What has changed: days, a holiday, who stands in."""
    return _form(request, get_object_or_404(queries.all_people(), code=code))


def _form(request: HttpRequest, row: NamedPerson | None) -> HttpResponse:
    form = PersonForm.of(row, request.POST if request.method == "POST" else None, by=me(request))
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Saved."))
        return redirect("signposting:people")
    return render(request, "signposting/people/edit.html", {"form": form, "person": row})


@require_POST
def take_off(request: HttpRequest, code: UUID) -> HttpResponse:
    """They asked us to, or they no longer come."""
    services.take_off(get_object_or_404(queries.all_people(), code=code), by=me(request))
    messages.success(request, _("Taken off. We keep nothing of them."))
    return redirect("signposting:people")
