"""A protected address: my own, and what the safeguarding lead may open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from families.forms.adults import AddressForm
from families.queries import carers_with_protected_address, my_carer
from families.services.addresses import protect
from groupsite.accounts.again import again
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit.errors import Refused, tell


@require_http_methods(["GET", "POST"])
@again
def mine(request: HttpRequest) -> HttpResponse:
    """Only I see it here; no other adult of my family does."""
    carer = get_object_or_404(my_carer(me(request)))
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"address": carer.address})
    if form.is_valid():
        try:
            protect(carer, form.cleaned_data["address"], by=me(request))
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("families:mine")
    return render(request, "families/change.html", {"form": form})


@require_safe
def protected(request: HttpRequest) -> HttpResponse:
    """Whose address is protected; not yet where."""
    return render(request, "families/protected.html", {"carers": carers_with_protected_address()})


@require_safe
@again
def protected_address(request: HttpRequest, code: UUID) -> HttpResponse:
    """One address, by somebody who has just proved who they are. Each opening is noted."""
    carer = get_object_or_404(carers_with_protected_address(), code=code)
    note_reading("protected address", carer, by=me(request))
    return render(request, "families/protected_address.html", {"carer": carer})
