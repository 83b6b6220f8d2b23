"""Everything the page needs to show one card of the desk."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from signposting.helplines import BY_CODE
from signposting.models import Proposal, Report, Talk
from signposting.queries import desk
from signposting.queries.asking import corrections_open
from signposting.queries.queue import Card
from signposting.queries.reports import reports_open, suggestions_waiting
from signposting.queries.unwanted import like

PAIR_FIELDS = ("name", "organisation", "schedules", "locations", "phones", "minimum_age", "maximum_age", "description")
REFUSED_SHOWN = 3


def open_card(card: Card) -> dict[str, Any]:
    """What this card shows."""
    return OPENED[card.kind](card.code)


def _open_question(code: UUID) -> dict[str, Any]:
    proposal = desk.questions_open().get(code=code)
    return {"proposal": proposal, "service": proposal.service, **about_question(proposal)}


def about_question(proposal: Proposal) -> dict[str, Any]:
    """When one of us last made sure of the field, and what the hub's words for it were refused for before."""
    checks = proposal.service.checks.filter(field=proposal.field).select_related("by").order_by("-at")
    before = proposal.record.proposals.filter(field=proposal.field, state=Proposal.State.REFUSED)
    return {
        "last_check": checks.first(),
        "refused": list(before.select_related("decided_by").order_by("-decided_at")[:REFUSED_SHOWN]),
    }


def _open_correction(code: UUID) -> dict[str, Any]:
    correction = corrections_open().get(code=code)
    return {"correction": correction, "service": correction.service}


def _open_report(code: UUID) -> dict[str, Any]:
    report = reports_open().get(code=code)
    return {"report": report, "service": report.service, "outcomes": Report.Outcome.choices}


def _open_loss(code: UUID) -> dict[str, Any]:
    run = desk.runs().get(code=code)
    rows = run.source.records.filter(hub_id__in=run.held).select_related("service").order_by("service__bare_name")
    return {"run": run, "lost": rows[:20]}


def _open_suggestion(code: UUID) -> dict[str, Any]:
    row = suggestions_waiting().get(code=code)
    return {"suggestion": row, "unwanted": like(row.name)}


def _open_service(code: UUID) -> dict[str, Any]:
    service = desk.services_for_staff().get(code=code)
    return {**desk.everything_about(service), "unwanted": like(service.name) if not service.is_public else None}


OPENED: dict[str, Callable[[UUID], dict[str, Any]]] = {
    "question": _open_question,
    "correction": _open_correction,
    "report": _open_report,
    "suggestion": _open_suggestion,
    "pair": lambda code: {"pair": desk.pairs_open().get(code=code), "pair_fields": PAIR_FIELDS},
    "loss": _open_loss,
    "service": _open_service,
    "follow": lambda code: {"talk": Talk.objects.select_related("person", "source", "by").get(code=code)},
    "helpline": lambda code: {"helpline": BY_CODE[code]},
}
