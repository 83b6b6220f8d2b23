"""The other adults of a household: what each may do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.forms.adults import RightsForm
from families.queries import children_for, other_adults
from families.services.rights import set_rights
from groupsite.accounts.again import again
from groupsite.accounts.who import me


@require_http_methods(["GET", "POST"])
@again
def rights(request: HttpRequest, code: UUID) -> HttpResponse:
    """For each child: everything, book and bring, or nothing."""
    adult = get_object_or_404(other_adults(me(request)), code=code)
    children = children_for(me(request)).order_by("pk")
    form = RightsForm(request.POST if request.method == "POST" else None, carer=adult, children=children)
    if form.is_valid():
        set_rights(adult, form.says(), by=me(request))
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("families:mine")
    return render(request, "families/change.html", {"form": form})
