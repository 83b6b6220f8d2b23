"""Choices: what a family agrees to, in exact words; one button for yes and one for no."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from families import choices
from families.forms.choices import ChoiceForm, NotedChoiceForm
from families.models import Carer, Consent
from families.queries import carers_for, children_for, children_of, main_carers
from families.rules.consents import PURPOSES
from families.services import consents
from groupsite.accounts.who import me
from groupsite.kit.saying import said_to


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything I may say yes or no to."""
    carer = _own(request)
    cards = choices.cards(carer, children_for(me(request)).order_by("pk"))
    return render(request, "families/choices.html", {"cards": cards, "carer": carer})


@require_POST
def choose(request: HttpRequest, purpose: str) -> HttpResponse:
    """Yes, no, or a yes taken back."""
    form = ChoiceForm(request.POST, children=children_for(me(request)))
    _say(request, purpose, _own(request), form)
    return redirect("families:choices")


@require_safe
def of_family(request: HttpRequest, code: UUID) -> HttpResponse:
    """What a family has agreed to, for the leader who has them in front of them with a paper form."""
    carer = get_object_or_404(main_carers(), family__code=code)
    cards = choices.cards(carer, children_of(carer.family))
    ways = [way for way in Consent.How if way != Consent.How.SCREEN]
    context = {"cards": cards, "carer": carer, "ways": ways, "history": choices.history(carer.family)}
    return render(request, "families/choices_noted.html", context)


@require_POST
def note(request: HttpRequest, code: UUID, purpose: str) -> HttpResponse:
    """A yes or no that was given on paper or said aloud."""
    carer = get_object_or_404(main_carers(), family__code=code)
    _say(request, purpose, carer, NotedChoiceForm(request.POST, children=children_of(carer.family)))
    return redirect("families:choices_of_family", code=code)


def _say(request: HttpRequest, purpose: str, carer: Carer, form: ChoiceForm) -> None:
    if purpose not in PURPOSES:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("We did not understand that. Please press one of the buttons again."))
        return
    with said_to(request, _("Saved. It holds from now on.")):
        consents.say(purpose, carer, **form.said(), by=me(request))


def _own(request: HttpRequest) -> Carer:
    return get_object_or_404(carers_for(me(request)), user=me(request))
