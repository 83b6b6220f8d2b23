"""The library for staff: what there is and how far it is trusted, putting in, changing, and reading comments."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.kit.saying import said_to
from signposting.forms.library import ResourceForm
from signposting.models import Comment, Resource
from signposting.queries import library as queries
from signposting.rules.reviews import next_review
from signposting.services import library as services

PAGE = 40
DESK = "signposting:library_desk"


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """All that we keep; what parents wrote, to be read first."""
    page = Paginator(queries.kept(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "kinds": Resource.Kind.choices, "waiting": queries.waiting_comments()[:PAGE]}
    return render(request, "signposting/library/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Something new of one kind."""
    if kind not in Resource.Kind.values:
        raise Http404
    start = {"keeper": me(request), "review_on": next_review("resource", clock.today())}
    form = ResourceForm(*_sent(request), initial=start, kind=kind, is_new=True)
    if form.is_valid() and _done(request, form, None):
        return redirect(DESK)
    return render(request, "signposting/library/edit.html", {"form": form, "kind": Resource.Kind(kind).label})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: UUID) -> HttpResponse:
    """What has changed; the editions so far."""
    row = get_object_or_404(queries.kept(), code=code)
    asked = [name for name in ResourceForm.base_fields if name not in ("key", "file", "changed")]
    start = {name: getattr(row, name) for name in asked}
    form = ResourceForm(*_sent(request), initial=start, kind=row.kind, is_new=False)
    if form.is_valid() and _done(request, form, row):
        return redirect(DESK)
    context = {"form": form, "resource": row, "kind": row.get_kind_display(), "editions": queries.editions(row)}
    return render(request, "signposting/library/edit.html", context)


def _sent(request: HttpRequest) -> tuple[object, object]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _done(request: HttpRequest, form: ResourceForm, row: Resource | None) -> bool:
    said = form.cleaned_data
    file = said.get("file")
    try:
        if row is None:
            services.put_in(form.facts(), file=file, by=me(request), code=form.code())
        else:
            services.change(row, form.facts(), changed=said["changed"], file=file, by=me(request))
    except Refused as refusal:
        tell(form, refusal)
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
def take_off(request: HttpRequest, code: UUID) -> HttpResponse:
    """Families no longer see it."""
    services.take_off(get_object_or_404(queries.kept(), code=code), by=me(request))
    messages.success(request, _("Taken off. Families no longer see it."))
    return redirect(DESK)


@require_POST
def decide(request: HttpRequest, code: UUID) -> HttpResponse:
    """Others may see what a parent wrote, or not."""
    row = get_object_or_404(queries.readable_comments(), code=code)
    with said_to(request, _("Noted.")):
        services.decide(row, request.POST.get("state", ""), by=me(request))
    was_waiting = row.state == Comment.State.WAITING
    return redirect(DESK) if was_waiting else redirect("signposting:resource", code=row.resource.code)
