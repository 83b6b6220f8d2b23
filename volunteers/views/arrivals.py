"""A card leads to us; whoever comes by it may let it be counted. A cookie until the browser closes, and no more."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groupsite.accounts.who import me
from groupsite.kit import qr
from groupsite.kit.turnstile import please_wait
from volunteers.models import Leaflet
from volunteers.queries import arrivals as queries
from volunteers.services import arrivals as services

CAME_BY = "came_by"
MOST_A_MINUTE = 60
"""A whole hall may scan one poster; whoever tries words gets nowhere: there are fourteen million."""


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, word: str) -> HttpResponse:
    """The card’s address says what is counted; its button leads on and lets it be counted. An old one just leads on."""
    if later := please_wait(request, "card", most=MOST_A_MINUTE):
        return later
    word = word.lower()
    card = queries.cards().filter(word=word).first()
    if card is None and queries.was_handed_out(word):
        return redirect("sessions:timetable")
    card = get_object_or_404(queries.cards(), word=word)
    if request.method != "POST":
        return render(request, "volunteers/arrivals/welcome.html", {"card": card})
    answer = redirect("sessions:timetable")
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_signed_cookie(CAME_BY, card.word, httponly=True, samesite="Lax", secure=secure)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def place_card(request: HttpRequest, code: UUID) -> HttpResponse:
    """What hangs at a place: a page to print, once the card has been made."""
    place = get_object_or_404(queries.places(), code=code)
    if request.method == "POST":
        services.card_of_place(place, by=me(request))
        return redirect("volunteers:place_card", code)
    card = queries.cards().filter(place=place).first()
    return render(request, "volunteers/arrivals/card.html", {"place": place} | _drawn(card))


@require_http_methods(["GET", "HEAD", "POST"])
def my_card(request: HttpRequest) -> HttpResponse:
    """What a champion hands over."""
    if request.method == "POST":
        services.card_of_champion(me(request))
        return redirect("volunteers:my_card")
    return render(
        request, "volunteers/arrivals/card.html", _drawn(queries.cards().filter(champion=me(request)).first())
    )


def _drawn(card: Leaflet | None) -> dict[str, object]:
    if card is None:
        return {"card": None}
    link = f"{settings.SITE_URL}{reverse('volunteers:came_by', args=[card.word])}"
    square = qr.svg(link, says=_("A square for your phone’s camera: what is on"))
    return {"card": card, "link": link, "address": link.partition("//")[2], "square": square}
