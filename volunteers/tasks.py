"""Doorbells of the rota."""

from celery import shared_task

from sessions.models import Occurrence
from volunteers.services import needs, standing, waiting


@shared_task
def make_shifts() -> None:
    """Dates that have been added since get their shifts."""
    needs.make_shifts(Occurrence.objects.upcoming())


@shared_task
def fill_from_waiting() -> None:
    """Places that came free in any other way go to whoever waits."""
    waiting.fill_all()


@shared_task
def refresh_standing() -> None:
    """Roles come and go with what has passed and lapsed."""
    standing.refresh_all()
