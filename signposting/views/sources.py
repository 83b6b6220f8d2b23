"""The feeds we read, and how each run went."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.middleware import HtmxDetails

from groupsite.accounts.who import me
from groupsite.kit import clock
from groupsite.kit.templatetags.kit import day_and_time
from signposting.forms import SourceForm, TermsForm
from signposting.queries import desk as queries
from signposting.queries.hub import people_for_source, talks_about
from signposting.queries.hubs import unread
from signposting.services import sources as services

TALKS = 10


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Every feed with its last run."""
    context = {"sources": queries.sources_with_last_run(), "unread": unread(clock.now())}
    return render(request, "signposting/sources.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Look at an address, and keep it if there is a feed."""
    form = SourceForm(request.POST or None)
    added = form.add(by=me(request)) if form.is_valid() else None
    if added is None:
        return render(request, "signposting/source_add.html", {"form": form})
    source, found = added
    services.ask_for_reading(source, by=me(request))
    messages.success(request, _("Found a feed that speaks %(dialect)s.") % {"dialect": services.SPOKEN[found.dialect]})
    return redirect("signposting:source", code=source.code)


@require_GET
def source(request: HttpRequest, code: UUID) -> HttpResponse:
    """One feed: where it is, what we may do with it, and its runs."""
    found = get_object_or_404(queries.sources(), code=code)
    form = TermsForm(initial={"licence": found.licence, "is_on": found.is_on, "phone": found.phone})
    context = {
        "source": found, "waits": found.must_wait(clock.now()), "runs": queries.runs_of(found), "terms_form": form,
        "spoken": services.SPOKEN,
    }  # fmt: skip
    context |= {"people": people_for_source(found), "talks": talks_about(found)[:TALKS]}
    # While it runs, the page asks again for its middle part only.
    part = "#state" if HtmxDetails(request) else ""
    return render(request, f"signposting/source.html{part}", context)


@require_POST
def read_now(request: HttpRequest, code: UUID) -> HttpResponse:
    """Read it now, in the background."""
    found = get_object_or_404(queries.sources(), code=code)
    services.ask_for_reading(found, by=me(request))
    if found.must_wait(clock.now()):
        told = {"when": day_and_time(found.wait_until)}
        messages.warning(request, _("The hub asked us to wait until %(when)s. We read it then.") % told)
    else:
        messages.success(request, _("We are reading it now. This page shows how it went."))
    return redirect("signposting:source", code=found.code)


@require_POST
def terms(request: HttpRequest, code: UUID) -> HttpResponse:
    """The licence, where families may ring, and whether it is read every night."""
    found = get_object_or_404(queries.sources(), code=code)
    form = TermsForm(request.POST)
    if form.is_valid():
        services.set_terms(found, **form.cleaned_data, by=me(request))
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(map(str, form.errors.get("phone", []))))
    return redirect("signposting:source", code=found.code)
