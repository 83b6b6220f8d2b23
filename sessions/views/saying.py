"""Parents have a say: what they think of a draft, and the song or story they would lead."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.models import Carer
from families.queries import family_of, my_carer
from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from sessions.forms.plans import OfferForm, RemarkForm
from sessions.forms.trying import done
from sessions.models import Contribution, Occurrence
from sessions.pages import listing, saying
from sessions.services import contributions, plans


@require_safe
def say(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is planned for a day, and what a family may add."""
    occurrence = get_object_or_404(listing.sessions_to_show(), code=code)
    return render(request, "sessions/say/say.html", saying.page(occurrence, family_of(me(request))))


@require_POST
def like(request: HttpRequest, code: UUID) -> HttpResponse:
    """The household would like this; pressed again, not any more."""
    found = get_object_or_404(saying.activities_shown(), code=code)
    family = family_of(me(request))
    with said_to(request):
        if family:
            plans.like(found, family, by=me(request))
    return redirect("sessions:say", found.plan.occurrence.code)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, code: UUID) -> HttpResponse:
    """What the household thinks of a draft."""
    plan = get_object_or_404(saying.drafts(), occurrence__code=code)
    family = family_of(me(request))
    form = RemarkForm(request.POST if request.method == "POST" and family else None, initial=saying.said(plan, family))
    if family and form.is_valid():
        words = form.cleaned_data["words"]
        if done(form, lambda: plans.remark(plan, family, words, by=me(request))):
            messages.success(request, _("Thank you. The leaders read it."))
            return redirect("sessions:say", code)
    return render(request, "sessions/say/remark.html", {"form": form, "family": family, "occurrence": plan.occurrence})


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, code: UUID) -> HttpResponse:
    """They would lead a song or a story."""
    occurrence = get_object_or_404(listing.sessions_to_show(), code=code)
    carer = my_carer(me(request)).first()
    form = OfferForm(request.POST if request.method == "POST" and carer else None)
    if carer and form.is_valid() and done(form, lambda: _offer(form, occurrence, carer, by=me(request))):
        messages.success(request, _("Thank you! The leaders will write to you."))
        return redirect("sessions:say", code)
    return render(request, "sessions/say/offer.html", {"form": form, "family": carer, "occurrence": occurrence})


def _offer(form: OfferForm, occurrence: Occurrence, carer: Carer, *, by: User) -> Contribution:
    return contributions.offer(occurrence, carer, **form.cleaned_data, by=by)


@require_POST
def take_back_offer(request: HttpRequest, code: UUID) -> HttpResponse:
    """They would rather not, after all."""
    found = get_object_or_404(saying.offers_for(me(request)), code=code)
    contributions.take_back(found, by=me(request))
    messages.success(request, _("That is all right. We have taken it back."))
    return redirect("sessions:say", found.occurrence.code)
