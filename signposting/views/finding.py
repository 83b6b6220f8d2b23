"""Staff find any entry: listed, closed, taken off, or for us only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signposting.forms.finding import EntryForm
from signposting.queries.finding import found


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Nothing before something is asked for."""
    words = request.GET.get("q", "")[:100]
    context = {"form": EntryForm(request.GET or None), "rows": found(words), "asked": bool(words.strip())}
    return render(request, "signposting/desk/find.html", context)
