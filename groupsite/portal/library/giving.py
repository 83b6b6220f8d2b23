"""A leader hands out something of the library: to one family, or to all who are at a session."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from groupsite.accounts.who import me
from groupsite.portal.families.listing import with_people
from groupsite.portal.library import queries
from sessions.queries.access import families_open_to, registers_open_to
from signposting.queries.library import shelf
from signposting.services.library import hand_out


@require_http_methods(["GET", "HEAD", "POST"])
def to_family(request: HttpRequest, code: UUID) -> HttpResponse:
    """From the family’s page: pick one, and they have it."""
    family = get_object_or_404(with_people(families_open_to(me(request))), code=code)
    if request.method == "POST":
        resource = get_object_or_404(shelf(), code=_picked(request))
        hand_out(resource, [family], by=me(request))
        messages.success(request, _("Given: %(what)s. They find it under Picked for you.") % {"what": resource})
        return redirect("portal:family", code)
    words = request.GET.get("q", "").strip()
    context = {"family": family, "q": words, "resources": queries.fitting(words)}
    return render(request, "portal/library/give.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def at_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """To everybody here; what fits the day’s topic stands first."""
    occurrence = get_object_or_404(registers_open_to(me(request)).select_related("topic"), code=code)
    families = queries.families_at(occurrence)
    if request.method == "POST":
        resource = get_object_or_404(shelf(), code=_picked(request))
        new = hand_out(resource, families, by=me(request))
        says = ngettext("Given to %(n)d family: %(what)s.", "Given to %(n)d families: %(what)s.", new)
        messages.success(request, says % {"n": new, "what": resource})
        return redirect("sessions:register", code)
    words = request.GET.get("q", "").strip()
    topic = occurrence.topic.title if hasattr(occurrence, "topic") else ""
    context = {"occurrence": occurrence, "families": families.count(), "q": words, "topic": topic}
    return render(request, "portal/library/give.html", context | {"resources": queries.fitting(words, topic)})


def _picked(request: HttpRequest) -> UUID:
    """Which one; a code that is none leads nowhere."""
    try:
        return UUID(request.POST.get("resource", ""))
    except ValueError:
        return UUID(int=0)
