"""Doorbells of the room."""

from celery import shared_task

from families.services import registration


@shared_task
def drop_unfinished() -> None:
    """Forget registrations nobody has touched for 30 days."""
    registration.drop_unfinished()
