"""A parent offers to be a friendly face: the groups to choose from are the sessions room's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.forms.mine import OfferForm
from families.queries import families_for
from families.services import household
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell
from groupsite.portal.buddies.queries import groups_to_choose


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Whether, in which groups, with how many at once, in which languages, in which part of town."""
    family = get_object_or_404(families_for(me(request)))
    posted = request.POST if request.method == "POST" else None
    form = OfferForm(posted, initial=OfferForm.of(family), groups=groups_to_choose())
    if form.is_valid():
        try:
            household.change_family(family, form.facts(), by=me(request))
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("families:mine")
    return render(request, "families/change.html", {"form": form})
