"""Bringing a list of families in, step by step. Nothing is taken before a leader has seen each row’s fate."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.exports import left_over, template
from families.forms.importing import ColumnsForm, FileForm, RowForm
from families.models import Import
from families.queries import imports_of
from families.rules.columns import COLUMNS, enough
from families.rules.fates import TAKEN, Fate, Line, digest
from families.rules.sheets import MOST_BYTES
from families.services import importing
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell

A_PAGE = 50
FATES = {
    Fate.LOOK: gettext_lazy("Need a look"),
    Fate.WAITS: gettext_lazy("Wait for another row"),
    Fate.NEW: gettext_lazy("New families"),
    Fate.JOINS: gettext_lazy("More children of them"),
    Fate.ADDS: gettext_lazy("Children for families here"),
    Fate.HERE: gettext_lazy("Here already"),
    Fate.TWICE: gettext_lazy("Twice in the list"),
    Fate.SKIPPED: gettext_lazy("Left out"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; lists brought before."""
    sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if sent else FileForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = importing.begin(file.read(MOST_BYTES + 1), file.name, by=me(request))
            return redirect("families:import", brought.code)
        except Refused as refusal:
            tell(form, refusal)
    context = {"form": form, "brought": imports_of(me(request))[:10]}
    return render(request, "families/importing/start.html", context)


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in."""
    return template()


@require_safe
def preview(request: HttpRequest, code: UUID) -> HttpResponse:
    """Every row with its fate; the button takes exactly these."""
    brought = _brought(request, code)
    if not brought.done_at and not enough(brought.rows["columns"]):
        return redirect("families:import_columns", code)
    lines = importing.lines_of(brought)
    counts = Counter(line.fate for line in lines)
    show = request.GET.get("show", "")
    shown = [line for line in lines if line.fate == show] if show in FATES else lines
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {"brought": brought, "tabs": _tabs(counts, show), "page": page, "seen": digest(lines)}
    context |= {"rows": [_said(brought, line) for line in page], "not_kept": _not_kept(brought.rows)}
    return render(request, "families/importing/preview.html", context | _sums(counts))


def _sums(counts: Counter[Fate]) -> dict[str, int]:
    taken = sum(counts[fate] for fate in TAKEN)
    return {"taken": taken, "left": counts.total() - taken, "new": counts[Fate.NEW]}


def _not_kept(sheet: dict[str, Any]) -> list[str]:
    """Headings of columns that nobody placed."""
    return [heading for heading, key in zip(sheet["headings"], sheet["columns"], strict=True) if heading and not key]


def _brought(request: HttpRequest, code: UUID) -> Import:
    """A list that is still there; after seven days its rows are gone."""
    brought = get_object_or_404(imports_of(me(request)), code=code)
    if not brought.rows:
        raise Http404
    return brought


def _tabs(counts: Counter[Fate], show: str) -> list[dict[str, Any]]:
    every = {"label": _("Every row"), "count": counts.total(), "show": "", "current": show not in FATES}
    fates = [fate for fate in FATES if counts[fate]]
    return [every] + [
        {"label": FATES[fate], "count": counts[fate], "show": fate.value, "current": show == fate} for fate in fates
    ]


def _said(brought: Import, line: Line) -> dict[str, Any]:
    row: dict[str, Any] = next(row for row in brought.rows["rows"] if row["n"] == line.number)
    cells = importing.cells_of(brought.rows, row)
    wrong = [(COLUMNS[key].label, says) for key, says in line.wrong.items()]
    child = cells.get("first_name") or cells.get("child", "")
    return {"line": line, "cells": cells, "child": child, "wrong": wrong, "label": FATES[line.fate]}


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, code: UUID) -> HttpResponse:
    """What each column holds."""
    brought = _brought(request, code)
    form = ColumnsForm(request.POST if request.method == "POST" else None, sheet=brought.rows)
    if form.is_valid():
        return _do(request, code, lambda: importing.choose_columns(brought, form.chosen(), by=me(request)))
    return render(request, "families/importing/columns.html", {"form": form, "brought": brought})


@require_http_methods(["GET", "HEAD", "POST"])
def import_row(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """Put a row right."""
    brought = _brought(request, code)
    line = _line(brought, number)
    cells = _said(brought, line)["cells"]
    form = RowForm(request.POST if request.method == "POST" else None, cells=cells, line=line)
    if request.method == "POST" and form.is_valid():
        return _do(request, code, lambda: importing.change_row(brought, number, form.said()))
    return render(request, "families/importing/row.html", {"form": form, "brought": brought, "line": line})


def _line(brought: Import, number: int) -> Line:
    found = [line for line in importing.lines_of(brought) if line.number == number]
    if not found:
        raise Http404
    return found[0]


@require_POST
def import_skip(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """Leave a row out, or take it back in."""
    brought = _brought(request, code)
    line = _line(brought, number)
    return _do(request, code, lambda: importing.skip_row(brought, number, skip=not line.skip))


@require_POST
def import_take(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take the list in, as it was shown."""
    brought = _brought(request, code)
    return _do(request, code, lambda: importing.take(brought, request.POST.get("seen", ""), by=me(request)))


def _do(request: HttpRequest, code: UUID, act: Callable[[], object]) -> HttpResponse:
    """Do it, or say why not; back to the rows either way."""
    try:
        act()
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("families:import", code)


@require_safe
def import_left(request: HttpRequest, code: UUID) -> HttpResponse:
    """The rows that are not taken, as a file, each with its reason: nothing is lost."""
    return left_over(_brought(request, code))
