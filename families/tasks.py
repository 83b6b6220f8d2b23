"""Doorbells of the room."""

from celery import shared_task

from families.services import finding, registration


@shared_task
def drop_unfinished() -> None:
    """Forget registrations nobody has touched for 30 days."""
    registration.drop_unfinished()


@shared_task
def refresh_found() -> None:
    """Make everybody findable whose names were changed by hand."""
    finding.refresh_all()
