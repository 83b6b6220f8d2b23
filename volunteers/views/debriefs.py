"""After a shift: a volunteer says how the session went, for the leader to read (S2-04)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groupsite.accounts.who import me
from sessions.forms.debriefs import DebriefForm
from sessions.forms.trying import done
from sessions.pages import debriefing
from sessions.services import debriefs
from volunteers.queries import lately


@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: HttpRequest, code: str) -> HttpResponse:
    """What went well, what I would change."""
    session = get_object_or_404(lately.shifts_of(me(request)), code=code).shift.occurrence
    known = debriefing.mine(session, me(request))
    form = DebriefForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and done(form, lambda: debriefs.write(session, **form.cleaned_data, by=me(request))):
        messages.success(request, _("Thank you. The leaders read it before they plan the next one."))
        return redirect("volunteers:how_i_help")
    return render(request, "volunteers/debrief.html", {"form": form, "occurrence": session})
