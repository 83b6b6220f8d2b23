"""Doorbells of the outbox."""

from celery import shared_task

from groupsite.outbox import delivery


@shared_task
def deliver() -> None:
    """Send what is due."""
    delivery.sweep()
