"""Doorbells of the room."""

from celery import shared_task

from families.services import finding, merging, twins


@shared_task
def refresh_found() -> None:
    """Make everybody findable whose names were changed by hand."""
    finding.refresh_all()


@shared_task
def look_for_twins() -> None:
    """Note pairs of households that look like one, for a leader to decide."""
    twins.sweep()


@shared_task
def forget_old_merges() -> None:
    """Let go of what stayed behind when two were joined, once it cannot be undone."""
    merging.forget_old()
