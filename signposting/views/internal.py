"""Entries that only staff see, on their side of the house."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.errors import Refused
from signposting.forms.kept import FindForm, InternalForm
from signposting.queries import internal as queries
from signposting.queries.directory import listed_services
from signposting.services import internal as services


@require_safe
def internal(request: HttpRequest) -> HttpResponse:
    """All of them, or those with these words."""
    form = FindForm(request.GET or None)
    rows = queries.found(request.GET.get("q", "")[:100], request.GET.get("use", ""))[: queries.MOST]
    return render(request, "signposting/internal/list.html", {"form": form, "rows": rows, "asked": bool(request.GET)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write one down."""
    form = InternalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row = services.write_down(form.facts(), use=form.cleaned_data["use"], by=me(request))
        messages.success(request, _("Kept for us only: %(what)s.") % {"what": row})
        return redirect("signposting:internal_entry", code=row.code)
    return render(request, "signposting/internal/edit.html", {"form": form})


@require_safe
def entry(request: HttpRequest, code: UUID) -> HttpResponse:
    """One of them."""
    row = get_object_or_404(queries.internal_entries(), code=code)
    return render(request, "signposting/internal/entry.html", {"service": row})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change it."""
    row = get_object_or_404(queries.internal_entries(), code=code)
    form = InternalForm.of(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.change(row, form.facts(), use=form.cleaned_data["use"], by=me(request))
        messages.success(request, _("Saved."))
        return redirect("signposting:internal_entry", code=code)
    return render(request, "signposting/internal/edit.html", {"form": form, "service": row})


@require_POST
def keep_for_us(request: HttpRequest, code: UUID) -> HttpResponse:
    """From a page that families see: not any more."""
    row = get_object_or_404(listed_services(), code=code)
    services.keep_for_us(row, by=me(request))
    messages.success(request, _("Families do not see it any more."))
    return redirect("signposting:internal_entry", code=code)


@require_POST
def open_to_families(request: HttpRequest, code: UUID) -> HttpResponse:
    """Families may see it after all."""
    row = get_object_or_404(queries.internal_entries(), code=code)
    try:
        services.open_to_families(row, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("signposting:internal")
    messages.success(request, _("Families see it now."))
    return redirect("signposting:service", code=code)
