"""Our words in the guides, for staff. Families read the guides in the portal, beside the dated facts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groupsite.accounts.who import me
from signposting.forms.shelves import GuideForm, initial_of
from signposting.queries.shelves import guides
from signposting.services.shelves import keep


@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change the words, who keeps them, and when they are looked at again."""
    row = get_object_or_404(guides(), code=code)
    form = GuideForm(request.POST if request.method == "POST" else None, initial=initial_of(row, GuideForm))
    if form.is_valid():
        keep(row, form.cleaned_data, by=me(request))
        messages.success(request, _("Saved."))
        return redirect("portal:births")
    return render(request, "signposting/partners/guide.html", {"form": form, "guide": row})
