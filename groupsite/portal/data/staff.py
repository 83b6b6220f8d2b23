"""For staff: requests to answer in time, holds, and what the night forgets."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.models import Family
from groupsite.accounts.again import again
from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.portal.data import erasure, holds, requests, retention
from groupsite.portal.data.forms import AnswerForm, DeleteForm, HoldForm
from groupsite.portal.models import NightlyRun, RightsRequest

LATEST = 30


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Requests about data, the soonest due first."""
    waiting = RightsRequest.objects.waiting().select_related("user")
    return render(request, "portal/data/queue.html", {"waiting": waiting, "today": clock.today()})


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """One request, and a box for the answer."""
    asked = get_object_or_404(RightsRequest.objects.select_related("user__carer__family"), code=code)
    form = AnswerForm(_posted(request))
    if form.is_valid():
        requests.answer(asked, form.cleaned_data["words"], by=me(request))
        messages.success(request, _("Answered. They get a letter that an answer is there."))
        return redirect("portal:requests")
    return render(request, "portal/data/request.html", {"asked": asked, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@again
def erase(request: HttpRequest, code: UUID) -> HttpResponse:
    """A household that asked us to delete everything."""
    family = get_object_or_404(_families(), code=code)
    form = DeleteForm(_posted(request))
    if form.is_valid():
        try:
            erasure.erase_family(family, by=me(request))
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Deleted. The totals of past sessions stay."))
            return redirect("portal:requests")
    return render(request, "portal/data/erase.html", {"family": family, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, code: UUID) -> HttpResponse:
    """Set a hold on a family, or end it."""
    family = get_object_or_404(_families(), code=code)
    form = HoldForm(_posted(request))
    if form.is_valid():
        holds.set_hold(family, form.cleaned_data["why"], by=me(request))
        messages.success(request, _("Held. Nothing of this family is deleted until you end it."))
        return redirect("portal:forgetting")
    return render(request, "portal/data/hold.html", {"family": family, "form": form})


@require_POST
def end_hold(request: HttpRequest, code: UUID) -> HttpResponse:
    """It is over."""
    holds.end_hold(get_object_or_404(retention.open_holds(), code=code), by=me(request))
    messages.success(request, _("The hold has ended."))
    return redirect("portal:forgetting")


@require_safe
def forgetting(request: HttpRequest) -> HttpResponse:
    """What the last nights deleted, what waits for a yes, and what is held."""
    may_hold = me(request).has_role(Role.COORDINATOR, Role.SAFEGUARDING)  # an administrator reads counts, not names
    context = {
        "may_hold": may_hold,
        "runs": NightlyRun.objects.select_related("agreed_by").order_by("-at")[:LATEST],
        "holds": retention.open_holds().prefetch_related("family__carers") if may_hold else [],
        "agreed": retention.agreed_lately(),
    }
    return render(request, "portal/data/forgetting.html", context)


@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    """Count what would go tonight, and delete nothing."""
    retention.night(dry=True)
    return redirect("portal:forgetting")


@require_POST
def agree(request: HttpRequest, code: UUID) -> HttpResponse:
    """Yes, that many may go; the next night does it."""
    retention.agree(get_object_or_404(NightlyRun.objects.filter(dry=False), code=code), by=me(request))
    messages.success(request, _("Noted. It goes in the coming night."))
    return redirect("portal:forgetting")


def _families() -> QuerySet[Family]:
    return Family.objects.prefetch_related("carers")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
