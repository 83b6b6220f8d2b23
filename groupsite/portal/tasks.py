"""Doorbells of the portal."""

from celery import shared_task

from groupsite.portal.data import retention


@shared_task
def forget_by_night() -> None:
    """Delete what has had its time."""
    retention.night()
