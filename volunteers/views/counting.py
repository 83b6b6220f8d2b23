"""Who came, who is to be thanked, who carries most; and the record that people take with them."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit import clock, pdf
from groupsite.kit.errors import Refused
from groupsite.kit.saying import said_to
from groupsite.kit.turnstile import please_wait
from volunteers.forms.counting import CheckForm
from volunteers.queries import counting as queries
from volunteers.rules import records
from volunteers.services import counting as services

MOST_A_MINUTE = 20
MOST_ON_A_PAGE = 60
CHECKER = settings.BASE_DIR / "scripts" / "check_record.py"


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Shifts that are over: who came? Until somebody says so nothing counts."""
    older = request.GET.get("show") == "older"
    waiting = queries.to_confirm(me(request), older=older)
    if request.method != "POST":
        context = {"waiting": waiting[:MOST_ON_A_PAGE], "older": older, "to_thank": queries.to_thank(me(request))}
        context["noted"] = queries.noted_lately(me(request))[:MOST_ON_A_PAGE]
        return render(request, "volunteers/counting/confirm.html", context)
    said = request.POST
    chosen = [it for it in waiting if str(it.code) in (said.get("came"), said.get("missed"))]
    chosen += [it for it in waiting if str(it.shift.occurrence.code) == said.get("all") and it.volunteer != me(request)]
    try:
        noted = services.confirm(chosen, came="missed" not in said, by=me(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        says = ngettext("Noted for %(count)s shift.", "Noted for %(count)s shifts.", noted)
        messages.success(request, says % {"count": noted})
    return redirect(request.get_full_path())


@require_POST
def put_right(request: HttpRequest) -> HttpResponse:
    """It was the other button."""
    came = "missed" not in request.POST
    code = request.POST.get("came" if came else "missed")
    noted = next((it for it in queries.noted_lately(me(request)) if str(it.code) == code), None)
    if noted is None:
        raise Http404
    with said_to(request):
        services.put_right(noted, came=came, by=me(request))
        said = _("Put right: %(name)s came.") if came else _("Put right: %(name)s did not come.")
        messages.success(request, said % {"name": noted.volunteer})
    return redirect("volunteers:confirm")


@require_POST
def thank(request: HttpRequest) -> HttpResponse:
    """One button, one kind letter."""
    due = next((it for it in queries.to_thank(me(request)) if str(it.user.code) == request.POST.get("who")), None)
    if due:
        services.thank(due.user, due.count, by=me(request))
        messages.success(request, _("Your thanks are on their way to %(name)s.") % {"name": due.user})
    return redirect("volunteers:confirm")


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Who carries most, so that nobody is worn out."""
    rows = [row | {"hours": records.hours(row["spent"])} for row in queries.load(me(request))]  # type: ignore[arg-type]
    return render(request, "volunteers/counting/load.html", {"rows": rows})


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """My hours, jobs and skills, to take to a job."""
    waiting = queries.waiting_to_be_confirmed(me(request))
    old = queries.waiting_for_long(me(request)) if waiting else 0
    found = queries.record_of(me(request))
    text = _sealed(found)
    context = {"record": found, "waiting": waiting, "old": old, "instead_of_pdf": "" if pdf.shows(text) else text}
    return render(request, "volunteers/counting/record.html", context)


@never_cache
@require_safe
def record_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The record, signed: as a PDF for people, as text for whoever checks it. A PDF with letters missing is none."""
    if not (text := _sealed(queries.record_of(me(request)))):
        raise Http404
    if kind == "pdf" and not pdf.shows(text):
        return redirect("volunteers:record")
    content = pdf.pages(text, title=_("Skills record")) if kind == "pdf" else text.encode()
    mimetype = "application/pdf" if kind == "pdf" else "text/plain; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="skills-record.{kind}"'}
    return HttpResponse(content, content_type=mimetype, headers=headers)


def _sealed(record: records.Record) -> str:
    """Its words, signed; none as long as nothing has been confirmed."""
    return records.sealed(records.words(record, clock.today())) if record.shifts else ""


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """For an employer: paste a record, and see whether every letter of it is ours. Nothing is kept."""
    form = CheckForm(request.POST or None)
    if form.is_bound and (later := please_wait(request, "check a record", most=MOST_A_MINUTE)):
        return later
    context = {"form": form, "asked": form.is_valid()}
    if context["asked"]:
        context["text"] = records.opened(form.cleaned_data["text"])
    return render(request, "volunteers/counting/check.html", context)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The published key, for checking without us."""
    headers = {"Content-Disposition": 'attachment; filename="record-key.pem"'}
    return HttpResponse(records.public_key(), content_type="application/x-pem-file", headers=headers)


@require_safe
def checker(request: HttpRequest) -> HttpResponse:
    """The program that checks a record with the key and nothing of ours."""
    headers = {"Content-Disposition": f'attachment; filename="{CHECKER.name}"'}
    return HttpResponse(CHECKER.read_bytes(), content_type="text/x-python; charset=utf-8", headers=headers)
