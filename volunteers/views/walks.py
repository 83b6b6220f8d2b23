"""“I’ll come with you”: the family’s page, the champion’s, and the one for whoever coordinates."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell
from groupsite.kit.saying import said_to
from volunteers.forms.walks import MeetingForm, OfferForm, WishForm
from volunteers.models import Walk
from volunteers.queries import walks as queries
from volunteers.queries.gaps import coordinates
from volunteers.rules.walks import seen_of_champion, seen_of_parent
from volunteers.services import how_i_help
from volunteers.services import walks as services


# -- The family --------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is told to whom, and a button that asks."""
    booking = get_object_or_404(queries.bookings_of(me(request)), code=code)
    if request.method == "POST":
        asked: Walk | None = None
        with said_to(request, _("Asked. We write to you as soon as somebody can come.")):
            asked = services.ask(booking, by=me(request))
        return redirect("volunteers:walk", asked.code) if asked else redirect("sessions:booking", code)
    return render(request, "volunteers/walks/ask.html", {"booking": booking})


@require_http_methods(["GET", "HEAD", "POST"])
def walk(request: HttpRequest, code: UUID) -> HttpResponse:
    """Where it stands for the family; its form wishes for another place."""
    found = get_object_or_404(queries.walks_of_parent(me(request)), code=code)
    form = WishForm(request.POST or None)
    if form.is_valid():
        with said_to(request, _("We have told them. You hear from us.")):
            services.wish_for(found, form.cleaned_data["wish"], by=me(request))
        return redirect("volunteers:walk", code)
    context = {"walk": found, "form": form, "champion": seen_of_champion(found, me(request))}
    return render(request, "volunteers/walks/walk.html", context)


@require_POST
def agree(request: HttpRequest, code: UUID) -> HttpResponse:
    """Yes to the place they have read."""
    found = get_object_or_404(queries.walks_of_parent(me(request)), code=code)
    with said_to(request, _("Agreed. We remind you both the evening before.")):
        services.agree(found, request.POST.get("meeting", ""), by=me(request))
    return redirect("volunteers:walk", code)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, code: UUID) -> HttpResponse:
    """A champion’s link: it shows the offer; the button takes it, for whoever is booked."""
    found = get_object_or_404(queries.offers(), code=code)
    booking = queries.booking_for(found, request.user)
    if request.method == "POST" and booking:
        taken: Walk | None = None
        with said_to(request, _("Agreed. We remind you both the evening before.")):
            taken = services.take(found, booking, by=me(request))
        return redirect("volunteers:walk", code) if taken else redirect("sessions:booking", booking.code)
    return render(request, "volunteers/walks/take.html", {"walk": found, "booking": booking})


# -- The champion ------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def walks(request: HttpRequest) -> HttpResponse:
    """Families to bring, those nobody brings yet, and whether I would."""
    user = me(request)
    if request.method == "POST":
        services.come_along(user, will=request.POST.get("will") == "yes")
        return redirect("volunteers:walks")
    mine = list(queries.walks_of_champion(user))
    context = {
        "mine": [(it, seen_of_parent(it, user)) for it in mine],
        "asks": queries.asks().exclude(booking__family__carers__user=user),
        "over": queries.to_say_how_it_went(user),
        "will": how_i_help.about(user).comes_along,
    }
    return render(request, "volunteers/walks/walks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def come(request: HttpRequest, code: UUID) -> HttpResponse:
    """I’ll come with you: where and when we meet."""
    found = get_object_or_404(queries.for_champion(me(request)), code=code)
    form = MeetingForm(request.POST or None, initial={"meeting": found.meeting})
    if form.is_valid():
        try:
            services.come(found, form.cleaned_data["meeting"], by=me(request))
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Thank you! We ask the family whether that suits them."))
            return redirect("volunteers:walks")
    link = f"{settings.SITE_URL}{reverse('volunteers:take_walk', args=[found.code])}" if not found.booking_id else ""
    return render(request, "volunteers/walks/come.html", {"walk": found, "form": form, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """To somebody I have talked with: a link to give to them."""
    form = OfferForm(request.POST or None)
    if form.is_valid():
        try:
            made = form.offer(by=me(request))
        except Refused as refusal:
            tell(form, refusal)
        else:
            return redirect("volunteers:come", made.code)
    return render(request, "volunteers/walks/offer.html", {"form": form})


@require_POST
def went(request: HttpRequest, code: UUID) -> HttpResponse:
    """Did they come?"""
    found = get_object_or_404(queries.to_say_how_it_went(me(request)), code=code)
    services.say_if_went(found, went=request.POST.get("went") == "yes", by=me(request))
    messages.success(request, _("Thank you. It counts in numbers only."))
    return redirect("volunteers:walks")


# -- Either, and whoever coordinates -----------------------------------------------------------------
@require_POST
def stop(request: HttpRequest, code: UUID) -> HttpResponse:
    """Either side, at once and without a reason; or whoever coordinates, for both."""
    user = me(request)
    mine = queries.walks_of_parent(user) | queries.walks_of_champion(user).order_by()
    found = get_object_or_404(queries.going_on() if coordinates(user) else mine.filter(ended_at=None), code=code)
    is_parents = found.parent_id == user.pk
    services.stop(found, by=user)
    messages.success(request, _("Stopped. The other side hears only that plans have changed."))
    if coordinates(user):
        return redirect("volunteers:all_walks")
    return redirect("volunteers:walk", code) if is_parents else redirect("volunteers:walks")


@require_safe
def all_walks(request: HttpRequest) -> HttpResponse:
    """Who still waits, who is brought, and how often it came about."""
    brought, not_come = queries.outcomes()
    context = {"walks": queries.going_on(), "brought": brought, "not_come": not_come}
    return render(request, "volunteers/walks/all.html", context)
