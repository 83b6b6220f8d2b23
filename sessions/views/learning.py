"""Learning for you: what parents can learn here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.queries import carers_for
from groupsite.accounts.who import me
from sessions.forms.inviting import InterestedForm, OutcomeForm
from sessions.pages import learning
from sessions.services import learning as services


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """First aid, healthy eating and so on: look, say that you are interested, take a place."""
    context = {"offers": learning.offers(me(request)), "to_read": learning.to_read_at_home(me(request))}
    return render(request, "sessions/learning/offers.html", context)


@require_POST
def interested(request: HttpRequest, code: UUID) -> HttpResponse:
    """Interested, or not any more."""
    programme = get_object_or_404(learning.open_to(me(request)), code=code)
    carer = get_object_or_404(carers_for(me(request)), user=me(request))
    services.say(programme, carer, interested=InterestedForm(request.POST).said(), by=me(request))
    return redirect("sessions:learning")


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, code: UUID) -> HttpResponse:
    """What became of it: the letter's link shows the question, the button answers."""
    found = get_object_or_404(learning.outcomes_to_say(me(request)), code=code)
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial={"outcome": found.outcome})
    if form.is_valid():
        services.say_outcome(found, form.cleaned_data["outcome"], by=me(request))
        messages.success(request, _("Thank you. It helps us to offer the right things."))
        return redirect("sessions:learning")
    return render(request, "sessions/learning/outcome.html", {"interest": found, "form": form})
