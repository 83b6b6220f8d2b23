"""Three missed in a row: somebody asks kindly whether all is well. Nobody is kept from booking because of it (M7)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from families.models import Contact
from families.services.welcoming import ask_after
from groupsite.accounts.who import me
from groupsite.portal.newcomers.board import WordForm
from groupsite.portal.newcomers.in_a_row import missed_in_a_row
from groupsite.portal.newcomers.queries import with_visits
from sessions.queries.access import families_led_by


class AskedForm(WordForm):
    """How, and what the next leader should know; without a line it stays open."""

    title = gettext_lazy("We asked how they are")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, code: UUID) -> HttpResponse:
    """A family to ask after, and the note that closes it."""
    rows = with_visits(missed_in_a_row(among=families_led_by(me(request))))
    family = get_object_or_404(rows, code=code)
    form = AskedForm(request.POST if request.method == "POST" else None, initial={"way": Contact.Way.RANG})
    if form.is_valid():
        ask_after(family, since=family.missed_since, by=me(request), **form.cleaned_data)
        messages.success(request, _("Noted. Thank you for asking."))
        return redirect("portal:newcomers")
    return render(request, "portal/newcomers/missed.html", {"family": family, "form": form})
