"""My family: what a family may tell us later, change and take back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from families.forms.carers import CARER_PARTS
from families.forms.more import MORE, AboutMeForm, LonelyForm
from families.queries import carers_for, children_for, children_with_open_health, families_for, my_carer
from families.services import telling
from families.views.changing import done, page, posted, saved
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused


@require_http_methods(["GET", "POST"])
def more(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing about the household that nobody has to tell."""
    family = get_object_or_404(families_for(me(request)))
    if slug not in MORE:
        raise Http404
    form = MORE[slug](posted(request), initial=MORE[slug].of(family))
    if form.is_valid() and done(form, lambda: telling.tell_of_family(family, form.facts(), by=me(request))):
        return saved(request)
    return page(request, form)


@require_http_methods(["GET", "POST"])
def private(request: HttpRequest) -> HttpResponse:
    """The one private question; nothing is filled in before, and nothing given away."""
    mine = get_object_or_404(my_carer(me(request)))
    form = LonelyForm(posted(request))
    if form.is_valid() and done(form, lambda: telling.tell_privately(mine, form.answer(), by=me(request))):
        return saved(request)
    return page(request, form)


@require_http_methods(["GET", "POST"])
def carer_part(request: HttpRequest, code: UUID, part: str) -> HttpResponse:
    """What makes it easier for an adult, which letters they get, what they would share."""
    adult = get_object_or_404(carers_for(me(request)), code=code)
    form = CARER_PARTS[part](posted(request), initial=CARER_PARTS[part].of(adult))
    if form.is_valid() and done(form, lambda: form.save(adult, by=me(request))):
        return saved(request)
    return page(request, form)


@require_http_methods(["GET", "POST"])
def about_child(request: HttpRequest, code: UUID) -> HttpResponse:
    """All about one child, in the family's words."""
    child = get_object_or_404(children_for(me(request)).select_related("about_me"), code=code)
    kept = getattr(child, "about_me", None)
    boxes = {box: getattr(kept, box, "") for box in telling.BOXES}
    form = AboutMeForm(posted(request), initial=boxes, child=child.first_name)
    if form.is_valid() and done(form, lambda: telling.tell_about_child(child, form.facts(), by=me(request))):
        return saved(request)
    take_back = reverse("families:take_back_about_child", args=[code]) if kept else ""
    return page(request, form, take_back=take_back)


@require_POST
def take_back_about_child(request: HttpRequest, code: UUID) -> HttpResponse:
    """Withdraw all of it."""
    child = get_object_or_404(children_for(me(request)), code=code)
    try:
        telling.withdraw_about_child(child, by=me(request))
        messages.success(request, _("Taken back. We keep nothing of it."))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("families:mine")


@require_POST
def still_right(request: HttpRequest) -> HttpResponse:
    """Health and needs have been looked over: all of it holds."""
    own = carers_for(me(request)).filter(user=me(request))
    telling.still_right(list(children_with_open_health(me(request))), list(own), by=me(request))
    messages.success(request, _("Thank you. We ask again in half a year."))
    return redirect("families:mine")
