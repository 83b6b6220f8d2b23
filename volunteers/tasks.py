"""Doorbells of the rota."""

from celery import shared_task

from sessions.models import Occurrence
from volunteers.services import growing, needs, standing, waiting


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
    """Roles come and go with what has passed and lapsed; new champions are asked how sure they feel."""
    standing.refresh_all()
    growing.ask_everybody()
