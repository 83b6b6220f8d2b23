"""One of us adds a place to the directory."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groupsite.accounts.who import me
from signposting.forms.adding import EntryForm


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Families see it at once."""
    form = EntryForm(request.POST if request.method == "POST" else None)
    service = form.add(by=me(request)) if form.is_valid() else None
    if service is None:
        return render(request, "signposting/add.html", {"form": form})
    messages.success(request, _("Families see it now. The desk asks for what is missing or not checked yet."))
    return redirect("signposting:service", code=service.code)
