"""What families looked for in vain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signposting.queries.lists import gaps as in_vain


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """For whoever could go and find it."""
    return render(request, "signposting/search/gaps.html", {"gaps": in_vain()})
