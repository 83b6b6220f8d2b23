"""What we keep: everything with a review date, the overdue first; and the ways to each shelf."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from signposting.queries.library import waiting_comments
from signposting.queries.reviews import KINDS, due
from signposting.services import reviews


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Look at these again; then the shelves."""
    context = {"due": due(clock.today()), "comments": waiting_comments().count()}
    return render(request, "signposting/kept/kept.html", context)


@require_POST
def still_right(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """One press: somebody looked, and nothing has changed."""
    chosen = KINDS.get(kind)
    if chosen is None:
        raise Http404
    row = get_object_or_404(chosen.rows(), code=code)
    reviews.confirm(chosen, row.code, by=me(request))
    messages.success(request, _("Noted: %(what)s is still right.") % {"what": row})
    return redirect("signposting:kept")
