"""The team: who may help, and, for those who coordinate, what each still needs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.again import again
from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit import clock
from volunteers.forms.joining import ClearanceForm, DbsForm
from volunteers.models import FOLLOWING
from volunteers.queries import joining as queries
from volunteers.queries.gaps import coordinates
from volunteers.rules.rota import HELPERS
from volunteers.rules.standing import STEPS, agreed_until, why_not_yet
from volunteers.services import standing


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Clear to help, yes or no; whoever coordinates sees applications, and leads on to each person."""
    every = coordinates(me(request))
    context = {"team": queries.team(), "every": every, "applications": queries.applications() if every else []}
    return render(request, "volunteers/team/list.html", context)


@again
@require_safe
def member(request: HttpRequest, code: str) -> HttpResponse:
    """One helper: the way in, and what ends when. Who looked is written down."""
    user = get_object_or_404(queries.members(), code=code)
    known = queries.known([user.pk])[user.pk]
    dbs = list(queries.dbs_of(user))
    if dbs:
        note_reading("dbs", user, by=me(request))
    context = {
        "member": user,
        "missing": why_not_yet(known, clock.today(), queries.follows_of(user)),
        "steps": [(step, words, step in known.steps) for step, words in STEPS.items()],
        "agreed_until": agreed_until(known),
        "clearances": queries.clearances_of(user),
        "dbs": dbs,
        "roles": _roles(user),
    }
    return render(request, "volunteers/team/member.html", context)


def _roles(user: User) -> list[tuple[str, str, bool]]:
    """Which roles follow from their checks, and which could: one that they hold, or that helping may give."""
    row = getattr(user, "volunteer", None)
    follows = row.follows if row and row.welcomed_on else []
    may = [role for role in FOLLOWING if role in follows or user.has_role(role) or role in HELPERS]
    return [(role.value, str(role.label), role in follows) for role in may]


@require_safe
def lapses(request: HttpRequest) -> HttpResponse:
    """Whose roles rest because something has lapsed, and whose will soon."""
    rows = queries.lapses()
    context = {
        "paused": [row for row in rows if row.missing],
        "soon": [row for row in rows if row.is_soon],
        "well": sum(not row.missing and not row.is_soon for row in rows),
        "by_hand": queries.by_hand(),
    }
    return render(request, "volunteers/team/lapses.html", context)


@again
@require_POST
def step(request: HttpRequest, code: str) -> HttpResponse:
    """One step of the induction is done; or: from now on a role of theirs follows from what it takes."""
    user = get_object_or_404(queries.members(), code=code)
    role = request.POST.get("follow", "")
    if role in {value for value, _label, _follows in _roles(user)}:
        standing.follow(user, role, by=me(request))
    elif "look_after" in request.POST:
        standing.look_after(user, by=me(request))
    else:
        standing.note_step(user, request.POST.get("step", ""), by=me(request))
    messages.success(request, _("Noted."))
    return redirect("volunteers:member", code=code)


@again
@require_http_methods(["GET", "HEAD", "POST"])
def clearance(request: HttpRequest, code: str) -> HttpResponse:
    """A training with its last day."""
    user = get_object_or_404(queries.members(), code=code)
    form = ClearanceForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        standing.note_clearance(user, said["kind"], since=said["since"], until=said["until"], by=me(request))
        messages.success(request, _("Noted. We remind both of you before it ends."))
        return redirect("volunteers:member", code=code)
    return render(request, "volunteers/team/clearance.html", {"form": form, "member": user})


@again
@require_http_methods(["GET", "HEAD", "POST"])
def dbs(request: HttpRequest, code: str) -> HttpResponse:
    """Date, level, number, our decision, the next check. Never the certificate."""
    user = get_object_or_404(queries.members(), code=code)
    form = DbsForm(request.POST or None)
    if form.is_valid():
        standing.note_dbs(user, form.cleaned_data, by=me(request))
        messages.success(request, _("Noted. Please destroy any copy of the certificate."))
        return redirect("volunteers:member", code=code)
    return render(request, "volunteers/team/clearance.html", {"form": form, "member": user})
