"""Staff say which words mean the same; the next search goes by it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groupsite.accounts.who import me
from signposting.forms.synonyms import SynonymForm
from signposting.queries import synonyms as queries
from signposting.services import synonyms


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """All rows, and one more."""
    form = SynonymForm(request.POST or None)
    if form.is_valid() and form.keep(None, by=me(request)):
        messages.success(request, _("Saved. Searches use it from now on."))
        return redirect("signposting:words")
    return render(request, "signposting/search/words.html", {"form": form, "rows": queries.rows()})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: UUID) -> HttpResponse:
    """One row."""
    row = get_object_or_404(queries.rows(), code=code)
    form = SynonymForm(request.POST or None, initial={"terms": ", ".join(row.terms)})
    if form.is_valid() and form.keep(row, by=me(request)):
        messages.success(request, _("Saved. Searches use it from now on."))
        return redirect("signposting:words")
    return render(request, "signposting/search/words_change.html", {"form": form, "row": row})


@require_POST
def drop(request: HttpRequest, code: UUID) -> HttpResponse:
    """They do not mean the same after all."""
    row = get_object_or_404(queries.rows(), code=code)
    synonyms.drop(row, by=me(request))
    messages.success(request, _("Taken out. Searches no longer use it."))
    return redirect("signposting:words")
