"""Doorbells of the room."""

from celery import shared_task

from families.services import finding


@shared_task
def refresh_found() -> None:
    """Make everybody findable whose names were changed by hand."""
    finding.refresh_all()
