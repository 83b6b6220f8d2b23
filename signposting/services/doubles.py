"""Two entries were one service: what families and staff have of the one put aside goes to the one that is kept."""

from typing import Any

from django.db import models

from groupsite.kit import clock
from signposting.familyhub import holidays
from signposting.models import Barrier, Doubt, Kept, Report, Service, SharedEntry, SlipEntry
from signposting.services import freshness, slips

CARRIED: dict[type[models.Model], tuple[str, ...]] = {
    Kept: ("user_id",),
    SharedEntry: ("shared_id",),
    SlipEntry: ("slip_id",),
    Barrier: ("kind", "user_id"),
    Report: ("topic", "reporter"),
    Doubt: ("field", "kind"),
}
"""What goes along, and by what a row is the same as one the kept entry has already: that one stays behind."""


def about(services: list[int]) -> dict[type[models.Model], models.QuerySet[Any]]:
    """The rows of these entries that would go along. What is answered or settled is history and stays."""
    rows = {model: model._default_manager.filter(service__in=services) for model in CARRIED}
    return rows | {Report: rows[Report].filter(outcome=""), Doubt: rows[Doubt].filter(settled_at=None)}


OF_AN_ADDRESS = (Doubt.Kind.BOUNCE, Doubt.Kind.DEAD_LINK, Doubt.Kind.MOVED_LINK)
"""Doubts about one e-mail or page, which say nothing of another."""


def carry_over(gone: Service, kept: Service) -> None:
    """Lists, slips, barriers, open reports and doubts; our holidays; who looks after it, if nobody does yet."""
    there, leaving = about([kept.pk]), about([gone.pk])
    its_own = [field for field in ("email", "url") if getattr(gone, field) != getattr(kept, field)]
    leaving[Doubt] = leaving[Doubt].exclude(kind__in=OF_AN_ADDRESS, field__in=its_own)
    for model, alike in CARRIED.items():
        known = set(there[model].values_list(*alike))
        rows = [row[0] for row in leaving[model].values_list("pk", *alike) if row[1:] not in known or None in row[1:]]
        model._default_manager.filter(pk__in=rows).update(service=kept)
    if kept.owner_id is None and gone.owner_id:
        Service.objects.filter(pk=kept.pk).update(owner=gone.owner_id)
    if holidays.ours(gone.closures):
        Service.objects.filter(pk=kept.pk).update(closures=holidays.together(kept.closures, gone.closures))
    slips.rate(kept)
    freshness.note_said_closed(kept)
    freshness.refresh(Service.objects.get(pk=kept.pk), at=clock.now())
