"""Doorbells of the outbox."""

from celery import shared_task

from groupsite.outbox import delivery


@shared_task
def deliver() -> None:
    """Send what is due."""
    delivery.sweep()


@shared_task
def tidy() -> None:
    """Blank the words of letters older than 30 days."""
    delivery.blank_old_words()
