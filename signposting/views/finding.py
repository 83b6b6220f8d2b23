"""Staff find any entry: listed, closed, taken off, or, for whoever keeps them, for us only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groupsite.accounts.who import me
from signposting.forms.finding import EntryForm
from signposting.queries.finding import found
from signposting.rules import may_keep


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Nothing before something is asked for."""
    words = request.GET.get("q", "")[:100]
    rows = found(words, by=me(request))
    context = {"form": EntryForm(request.GET or None), "rows": rows, "asked": bool(words.strip())}
    context["keeps"] = may_keep(me(request))
    return render(request, "signposting/desk/find.html", context)
