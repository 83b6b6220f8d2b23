"""Help today: a leader's list of small jobs, and the page behind the square on the door."""

from collections.abc import Iterable
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import qr
from groupsite.kit.errors import Refused, tell
from volunteers.forms.today import ClaimForm, JobForm
from volunteers.models import SmallJob
from volunteers.queries import today as queries
from volunteers.rules.today import token_of
from volunteers.services import today as services


@require_safe
def next_session(request: HttpRequest) -> HttpResponse:
    """Straight to the session that runs or comes next."""
    found = queries.next_session_of(me(request))
    return redirect("volunteers:small_jobs", code=found.code) if found else redirect("volunteers:gaps")


@require_http_methods(["GET", "HEAD", "POST"])
def small_jobs(request: HttpRequest, code: UUID) -> HttpResponse:
    """Post a job, see who does what, show the square."""
    occurrence = get_object_or_404(queries.sessions_of(me(request)), code=code)
    form = JobForm(request.POST or None)
    if form.is_valid() and form.post(occurrence, by=me(request)):
        messages.success(request, _("It is up. Anybody with the link can take it."))
        return redirect("volunteers:small_jobs", code=code)
    link = f"{settings.SITE_URL}{reverse('volunteers:help_today', args=[token_of(occurrence)])}"
    jobs = queries.jobs_of(occurrence)
    context = {
        "occurrence": occurrence,
        "form": form,
        "jobs": jobs,
        "link": link,
        "square": qr.svg(link, says=_("Square with the link to help today")),
    }
    return render(request, "volunteers/today/jobs.html", context)


@require_POST
def settle(request: HttpRequest, code: UUID) -> HttpResponse:
    """Done, or free again."""
    occurrence = get_object_or_404(queries.sessions_of(me(request)), code=code)
    said = request.POST.get("done") or request.POST.get("free") or ""
    job = next((job for job in queries.jobs_of(occurrence) if str(job.code) == said), None)
    if job:
        services.settle(job, by=me(request), done="done" in request.POST)
        messages.success(request, _("Noted."))
    return redirect("volunteers:small_jobs", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def help_today(request: HttpRequest, token: str) -> HttpResponse:
    """For anybody at the door: what is to do, and one tap to do it. No account, no names of others."""
    occurrence = queries.session_behind(token)
    if occurrence is None:
        return render(request, "volunteers/today/over.html")
    form, jobs = ClaimForm(request.POST or None), queries.jobs_of(occurrence).free()
    if form.is_valid():
        if not ratelimit.consume(request, action="help_today"):
            return render(request, "volunteers/too_many.html", status=429)
        if mine := _claimed(form, jobs, request.POST.get("job")):
            return render(request, "volunteers/today/thanks.html", {"job": mine, "token": token})
    return render(request, "volunteers/today/help.html", {"occurrence": occurrence, "form": form, "jobs": jobs})


def _claimed(form: ClaimForm, jobs: Iterable[SmallJob], code: str | None) -> SmallJob | None:
    wanted = next((job for job in jobs if str(job.code) == code), None)
    try:
        if wanted is None:
            raise Refused(_("Somebody was quicker. Choose another job."), code="taken")
        return services.claim(wanted, form.cleaned_data["name"])
    except Refused as refusal:
        tell(form, refusal)
        return None
