"""Who looks after which entry, and what of it is due."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from signposting.forms.owners import OwnerForm
from signposting.queries import freshness as queries
from signposting.queries.desk import services_seen_by
from signposting.services.freshness import give_to

MOST = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I look after and should look at; then what nobody looks after."""
    lists = {"mine": queries.due_for(me(request)), "nobodys": queries.due_for_nobody()}
    context = {name: list(rows[:MOST]) for name, rows in lists.items()}
    counts = {f"{name}_count": rows.count() for name, rows in lists.items()}
    return render(request, "signposting/desk/mine.html", context | counts)


@require_POST
def give(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody takes an entry on, or nobody does any more."""
    service = get_object_or_404(services_seen_by(me(request)), code=code)
    form = OwnerForm(request.POST)
    if form.is_valid():
        give_to(service, form.cleaned_data["owner"], by=me(request))
        messages.success(request, _("Saved."))
    return redirect("signposting:desk_service", code=code)
