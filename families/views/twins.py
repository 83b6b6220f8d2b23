"""Two households that look like one: a coordinator looks at both, joins them, or says they are two."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.forms.twins import DecideForm
from families.models import Twins
from families.queries import merges_to_undo, open_twins
from families.rules.sameness import SAYS
from families.services import merging
from families.services.twins import call_different
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused

A_PAGE = 20


@require_safe
def twins(request: HttpRequest) -> HttpResponse:
    """The likeliest first, each with its reasons; and what was joined lately."""
    page = Paginator(open_twins(), A_PAGE).get_page(request.GET.get("page"))
    pairs = [{"pair": pair, "reasons": _said(pair)} for pair in page.object_list]
    context = {"page": page, "pairs": pairs, "merges": merges_to_undo()[:A_PAGE]}
    return render(request, "families/twins/list.html", context)


def _said(pair: Twins) -> list[str]:
    return [str(SAYS[reason]) for reason in pair.reasons if reason in SAYS]


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, code: UUID) -> HttpResponse:
    """What joining the two would do, before anybody presses the button."""
    pair = get_object_or_404(open_twins(), code=code)
    form = DecideForm(request.POST or request.GET, pair=pair)
    kept, gone = form.sides()
    if request.method == "POST":
        return _decided(request, pair, form)
    context = {"pair": pair, "plan": merging.plan(kept, gone), "reasons": _said(pair), "form": form}
    return render(request, "families/twins/decide.html", context)


def _decided(request: HttpRequest, pair: Twins, form: DecideForm) -> HttpResponse:
    kept, gone = form.sides()
    try:
        if form.says("same"):
            merging.merge(kept, gone, by=me(request))
            messages.success(request, _("The two are one now. You can undo it for 90 days."))
        elif form.says("different"):
            call_different(kept, gone, by=me(request))
            messages.success(request, _("Noted: two families. They are not shown again."))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("families:decide_twins", code=pair.code)
    return redirect("families:twins")


@require_POST
def undo(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take two apart again."""
    done = get_object_or_404(merges_to_undo(), code=code)
    try:
        merging.undo(done, by=me(request))
        messages.success(request, _("They are two families again, each as it was."))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("families:twins")
