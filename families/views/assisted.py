"""A leader fills it in with a family that has no e-mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.forms.assisted import AssistedForm
from families.views.changing import posted
from groupsite.accounts.who import me


@require_http_methods(["GET", "POST"])
def register_family(request: HttpRequest) -> HttpResponse:
    """All questions of joining on one page, read back at the end."""
    form = AssistedForm(posted(request))
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Written down. You find them at the door by any of their names."))
        return redirect("sessions:today")
    return render(request, "families/assisted.html", {"form": form})
