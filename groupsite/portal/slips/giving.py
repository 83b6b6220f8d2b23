"""A leader gives a family a slip from its page, a buddy from theirs, a champion after a chat: in under a minute."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from families.models import BuddyPair, Carer, Family
from families.queries import pairs_for
from families.rules.words import first_name
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell
from groupsite.portal.slips.forms import SlipForm
from sessions.queries.access import families_open_to
from signposting.letters.slips import link
from signposting.models import Slip
from signposting.queries import slips as queries
from signposting.services import slips as services

MY_BUDDY = ("families:buddy", gettext_lazy("My buddy"))
OUTREACH = ("volunteers:outreach", gettext_lazy("Outreach"))
BY_HAND = (Slip.Way.PRINT, gettext_lazy("Print it, or pass the link on myself"))
WAYS = (Slip.Way.EMAIL, Slip.Way.TEXT)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, code: UUID) -> HttpResponse:
    """From the family’s page: by e-mail, as a text or on paper."""
    family = get_object_or_404(families_open_to(me(request)), code=code)
    carer = Carer.objects.filter(family=family, is_main=True).first()
    reach = services.ways_to(carer) if carer else ()
    ways = [way for way in WAYS if way in reach] + [Slip.Way.PRINT]
    form = _form(request)
    slip = _given(request, form, family, ways)
    if slip is not None:
        return redirect("portal:slip_given", code=code, slip=slip.code)
    context = {"form": form, "family": family, "name": carer.name if carer else "", "ways": _labelled(ways)}
    context["asks"] = True
    return render(request, "portal/slips/give.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give_as_buddy(request: HttpRequest, code: UUID) -> HttpResponse:
    """To the family somebody walks in with; how it reaches them is not the buddy’s to see."""
    pairs = pairs_for(me(request)).filter(state=BuddyPair.State.TOGETHER, buddy__carers__user=me(request))
    pair = get_object_or_404(pairs.select_related("newcomer"), code=code)
    carer = get_object_or_404(Carer, family=pair.newcomer, is_main=True)
    form, reach = _form(request), [way for way in WAYS if way in services.ways_to(carer)][:1]
    slip = _given(request, form, pair.newcomer, [*reach, Slip.Way.PRINT])
    if slip is not None and slip.way == Slip.Way.PRINT:
        return redirect("portal:slip_to_pass_on", slip=slip.code)
    if slip is not None:
        messages.success(request, _("Sent. We ask them in two weeks whether it helped."))
        return redirect("families:buddy")
    ways = [*((way, _("Send it")) for way in reach), BY_HAND]
    context = {"form": form, "name": first_name(carer.name), "ways": ways, "back": MY_BUDDY, "asks": True}
    return render(request, "portal/slips/give.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give_as_champion(request: HttpRequest) -> HttpResponse:
    """After a chat or on a walk: for whoever they met, by a link or on paper. No name is asked for."""
    form = _form(request)
    slip = _given(request, form, None, [Slip.Way.PRINT])
    if slip is not None:
        return redirect("portal:slip_to_pass_on", slip=slip.code)
    return render(request, "portal/slips/give.html", {"form": form, "ways": [BY_HAND], "back": OUTREACH})


@require_safe
def to_pass_on(request: HttpRequest, slip: UUID) -> HttpResponse:
    """What I picked myself, to print or to pass on by its address."""
    found = get_object_or_404(queries.slips().filter(made_by=me(request), way=Slip.Way.PRINT), code=slip)
    back = MY_BUDDY if found.family_id else OUTREACH
    context = {"slip": found, "gone": queries.gone_from(found), "link": link(found), "back": back}
    return render(request, "portal/slips/given.html", context)


@require_safe
def given(request: HttpRequest, code: UUID, slip: UUID) -> HttpResponse:
    """What was given: to print, to read out, or to hold up to somebody’s phone."""
    family = get_object_or_404(families_open_to(me(request)), code=code)
    found = get_object_or_404(queries.slips().filter(family=family), code=slip)
    context = {"family": family, "slip": found, "gone": queries.gone_from(found), "link": link(found)}
    return render(request, "portal/slips/given.html", context)


def _labelled(ways: list[Any]) -> list[tuple[str, str]]:
    words = {
        Slip.Way.EMAIL: _("Send by e-mail"),
        Slip.Way.TEXT: _("Send as a text message"),
        Slip.Way.PRINT: _("Give it on paper"),
    }
    return [(way, words[way]) for way in ways]


def _form(request: HttpRequest) -> SlipForm:
    """What can be ticked: what is ticked already, then what was found or helped others."""
    data = request.POST if request.method == "POST" else None
    looked_for = data.get("q", "").strip() if data else ""
    ticked = queries.picked(data.getlist("picks")) if data else []
    others = queries.found(looked_for) if looked_for else queries.suggested()
    services_shown = {service.pk: service for service in [*ticked, *others]}
    return SlipForm(data, services=services_shown.values())


def _given(request: HttpRequest, form: SlipForm, family: Family | None, ways: list[Any]) -> Slip | None:
    """The slip, when a button that gives was pressed and nothing stands against it."""
    way = request.POST.get("way", "")
    if way not in ways or not form.is_valid():
        return None
    picks, word = form.cleaned_data["picks"], form.cleaned_data["word"]
    code = form.code([me(request).pk, family and family.pk, way, picks, word])
    try:
        return services.give(family, form.picked(), word=word, way=way, by=me(request), code=code)
    except Refused as refusal:
        tell(form, refusal)
        return None
