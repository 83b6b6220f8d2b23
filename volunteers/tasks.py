"""Doorbells of the rota."""

from celery import shared_task

from sessions.models import Occurrence
from volunteers.services import needs


@shared_task
def make_shifts() -> None:
    """Dates that have been added since get their shifts."""
    needs.make_shifts(Occurrence.objects.upcoming())
