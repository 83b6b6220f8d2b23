"""What is in the way: two taps for a parent or a champion, numbers for staff."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock
from signposting.forms.shelves import BarrierForm
from signposting.models import Barrier
from signposting.queries import barriers as queries
from signposting.queries.directory import listed_services

SINCE = timedelta(days=365)


@require_http_methods(["GET", "HEAD", "POST"])
def barrier(request: HttpRequest, code: UUID) -> HttpResponse:
    """The second tap says it."""
    service = get_object_or_404(listed_services(), code=code)
    form = BarrierForm(request.POST if request.method == "POST" else None, by=me(request))
    kind = request.POST.get("kind", "")
    if kind in Barrier.Kind.values and form.is_valid():
        form.tell(service, kind)
        messages.success(request, _("Thank you. When several say the same, we talk to them about it."))
        return redirect("signposting:service", code=code)
    context = {"form": form, "service": service, "kinds": Barrier.Kind.choices}
    return render(request, "signposting/barriers/tell.html", context)


@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """By service and kind, over a year."""
    since = clock.now() - SINCE
    context = {"rows": queries.by_service(since), "words": queries.words_of_many(since), "few": queries.FEW}
    return render(request, "signposting/barriers/results.html", context)
