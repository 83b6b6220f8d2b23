"""Doorbells of the room."""

from celery import shared_task

from groupsite.kit import clock
from sessions.services import waiting_list


@shared_task
def release_unanswered_offers() -> None:
    """Offers that ran out go to the next household."""
    waiting_list.release_unanswered_offers(at=clock.now())
