"""Joining: the children, added one at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from families.forms.children import PARTS, ChildForm, ChildNameForm, DueForm
from families.rules.joining import missing_part
from families.services import drafts
from families.services.details import ChildDetails
from families.views.joining import for_newcomers, go_on, way_back
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell

ADDING: dict[str, type[ChildForm]] = {"child": ChildNameForm, "baby": DueForm}


@require_http_methods(["GET", "POST"])
@for_newcomers
def children(request: HttpRequest, *, answers: drafts.Answers) -> HttpResponse:
    """The children so far. The button says that is everyone."""
    known = [ChildDetails.from_json(child) for child in answers.get("children", []) if not missing_part(child)]
    if request.method == "POST" and known:
        return go_on(drafts.keep(me(request), everyone=True))
    context = {"children": known, "back": way_back("children", answers)}
    return render(request, "families/joining/children.html", context)


@require_http_methods(["GET", "POST"])
@for_newcomers
def add_child(request: HttpRequest, *, kind: str, answers: drafts.Answers) -> HttpResponse:
    """Begin with a child's name, or with a baby's due date."""
    if kind not in ADDING:
        raise Http404
    form = ADDING[kind](request.POST if request.method == "POST" else None)
    if form.is_valid() and (answers := _added(request, form)):
        return _after_child(answers, answers["children"][-1])
    return _child_page(request, form)


def _added(request: HttpRequest, form: ChildForm) -> drafts.Answers:
    try:
        return drafts.add_child(me(request), **form.facts())
    except Refused as refusal:
        tell(form, refusal)
        return {}


@require_http_methods(["GET", "POST"])
@for_newcomers
def child(request: HttpRequest, *, code: UUID, part: str, answers: drafts.Answers) -> HttpResponse:
    """One question about one child."""
    kept = _child(answers, code)
    details = ChildDetails.from_json(kept)
    form = PARTS[part](
        request.POST if request.method == "POST" else None,
        initial=_filled(kept, details),
        child=details.first_name,
    )
    if form.is_valid():
        answers = drafts.keep_child(me(request), code, **form.facts())
        return _after_child(answers, _child(answers, code))
    return _child_page(request, form)


@require_POST
@for_newcomers
def remove_child(request: HttpRequest, *, code: UUID, answers: drafts.Answers) -> HttpResponse:
    """Take a child off the list."""
    _child(answers, code)
    drafts.remove_child(me(request), code)
    messages.success(request, _("Taken off the list."))
    return redirect("families:children")


def _child(answers: drafts.Answers, code: UUID) -> dict[str, Any]:
    for kept in answers.get("children", []):
        if kept["code"] == str(code):
            return kept
    raise Http404


def _filled(kept: dict[str, Any], details: ChildDetails) -> dict[str, Any]:
    """The boxes of what was told before; whether there is an allergy only once that was asked."""
    asked = {"has_allergies": bool(details.allergies)} if "allergies" in kept else {}
    return {**vars(details), **asked}


def _after_child(answers: drafts.Answers, kept: dict[str, Any]) -> HttpResponse:
    """The child's next question; then the list, unless that was finished before."""
    if part := missing_part(kept):
        return redirect("families:child", code=kept["code"], part=part)
    return go_on(answers) if answers.get("everyone") else redirect("families:children")


def _child_page(request: HttpRequest, form: ChildForm) -> HttpResponse:
    return render(request, "families/joining/child.html", {"form": form})
