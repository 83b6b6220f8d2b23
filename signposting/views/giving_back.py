"""The report of corrections for a hub: a page to print, and a file to send."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groupsite.kit import clock
from groupsite.kit.csv import download
from signposting.familyhub.typed import spoken
from signposting.models import SourceRecord
from signposting.queries import desk as queries
from signposting.queries.giving_back import behind, corrections

MOST = 500


@require_safe
def page(request: HttpRequest, code: UUID) -> HttpResponse:
    """One line a field: theirs, ours, how we know, since when."""
    source = get_object_or_404(queries.sources(), code=code)
    rows, older = corrections(source), behind(source, clock.today())
    context = {
        "source": source, "rows": rows[:MOST], "all": len(rows), "today": clock.today(), "behind": older[:MOST],
        "all_behind": len(older),
    }  # fmt: skip
    return render(request, "signposting/desk/give_back.html", context)


@require_safe
def file(request: HttpRequest, code: UUID) -> HttpResponse:
    """The same as a table, all of it; several values of a field stand on lines of their own."""
    source = get_object_or_404(queries.sources(), code=code)
    header = [_("Your number"), _("Service"), _("Field"), _("You say"), _("We say"), _("How we know"), _("Date")]
    rows = [
        (one.hub_id, one.name, one.field, spoken(one.field, one.theirs), spoken(one.field, one.ours),
         one.evidence_in_words, clock.local(one.at).date().isoformat())
        for one in corrections(source)
    ]  # fmt: skip
    rows += [_checked_since(row) for row in behind(source, clock.today())]
    return download(f"corrections-{clock.today().isoformat()}.csv", header, rows)


def _checked_since(row: SourceRecord) -> tuple[str, str, str, str, str, str, str]:
    """Their date of checking, and ours."""
    ours = clock.local(row.service.verified_at).date().isoformat() if row.service.verified_at else ""
    theirs = row.hub_assured_date.isoformat() if row.hub_assured_date else ""
    return row.hub_id, row.service.name, "assured_date", theirs, ours, _("We have checked it since"), ours
