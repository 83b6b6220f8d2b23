"""“Try it at home”: all cards, one to print, and which one goes with a day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groupsite.accounts.who import me
from sessions.forms.cards import CardForm, HandOutForm
from sessions.forms.trying import done
from sessions.models import Card
from sessions.pages import card_pages, plan_page
from sessions.services import cards as services


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Every card families got; for a leader all that there are."""
    shown = card_pages.cards_for(me(request))
    return render(request, "sessions/cards/list.html", {"cards": shown, "leads": card_pages.leads(me(request))})


@require_safe
def card(request: HttpRequest, code: UUID) -> HttpResponse:
    """One card, for a fridge door."""
    found = get_object_or_404(card_pages.cards_for(me(request)), code=code)
    return render(request, "sessions/cards/card.html", {"card": found, "leads": card_pages.leads(me(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def new_card(request: HttpRequest) -> HttpResponse:
    """A card that does not exist yet."""
    return _edit(request, Card())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_card(request: HttpRequest, code: UUID) -> HttpResponse:
    """Other words for a card."""
    return _edit(request, get_object_or_404(card_pages.cards_for(me(request)), code=code))


def _edit(request: HttpRequest, found: Card) -> HttpResponse:
    form = CardForm(request.POST if request.method == "POST" else None, initial=CardForm.of(found))
    if form.is_valid() and done(form, lambda: services.save_card(found, form.cleaned_data, by=me(request))):
        return redirect("sessions:card", found.code)
    return render(request, "sessions/cards/edit.html", {"card": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def day_card(request: HttpRequest, code: UUID) -> HttpResponse:
    """Which card goes home with whoever comes that day."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    handout = getattr(occurrence, "handout", None)
    form = HandOutForm(handout.card if handout else None, request.POST if request.method == "POST" else None)
    if form.is_valid() and done(form, lambda: services.hand_out(occurrence, form.cleaned_data["card"], by=me(request))):
        messages.success(request, _("Saved."))
        return redirect("sessions:plan", code)
    due = services.evening_after(occurrence)
    return render(request, "sessions/cards/day.html", {"occurrence": occurrence, "form": form, "due": due})
