"""The library for families: look through it, read, take a file along, say something."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell
from signposting.forms.library import CommentForm, FindForm
from signposting.models import Resource
from signposting.queries import library as queries
from signposting.rules.reviews import may_keep
from signposting.services import library as services

PAGE = 20


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """What there is, narrowed by topic, age, language and kind."""
    form = FindForm(request.GET)
    page = Paginator(queries.looked_for(form.wanted()), PAGE).get_page(request.GET.get("page"))
    return render(request, "signposting/library/list.html", {"form": form, "page": page, "asked": bool(request.GET)})


@require_safe
def resource(request: HttpRequest, code: UUID) -> HttpResponse:
    """One of them: its words, where it is from, when it was looked at, what others say."""
    return _page(request, get_object_or_404(queries.shelf(), code=code), CommentForm())


def _page(request: HttpRequest, found: Resource, form: CommentForm) -> HttpResponse:
    user = me(request) if request.user.is_authenticated else None
    context = {
        "resource": found,
        "editions": queries.editions(found)[:10],
        "comments": queries.comments_on(found, user)[:20],
        "may_comment": user is not None and user.has_role(Role.PARENT),
        "may_keep": user is not None and may_keep(user),
        "address": settings.SITE_URL + request.path,
        "form": form,
    }
    return render(request, "signposting/library/resource.html", context)


@require_safe
def file(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """The file of the newest edition, to keep. An old address leads to what is right today; staff may open old ones."""
    found = get_object_or_404(queries.shelf(), code=code)
    edition = queries.edition_with_file(found, number)
    keeps = request.user.is_authenticated and may_keep(me(request))
    if edition is None and number != queries.newest_number(found):
        raise Http404
    if edition is None or (number != queries.newest_number(found) and not keeps):
        return redirect("signposting:resource", code=code)
    headers = {
        "Content-Disposition": f'attachment; filename="leaflet-{str(code)[:8]}-edition-{number}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(edition.file or b""), content_type="application/pdf", headers=headers)


@require_POST
def comment(request: HttpRequest, code: UUID) -> HttpResponse:
    """It waits until one of us has read it."""
    found = get_object_or_404(queries.shelf(), code=code)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        services.comment(found, form.cleaned_data["words"], by=me(request))
    except Refused as refusal:
        tell(form, refusal)
        return _page(request, found, form)
    messages.success(request, _("Thank you. One of us reads it first; then others see it, without your name."))
    return redirect("signposting:resource", code=code)


@require_POST
def take_back_comment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Whoever wrote a comment takes it back."""
    row = get_object_or_404(queries.comments_by(me(request)).select_related("resource"), code=code)
    services.take_back(row, by=me(request))
    messages.success(request, _("Taken back. Nobody sees it any more."))
    return redirect("signposting:resource", code=row.resource.code)
