"""Doorbells of the portal."""

from celery import shared_task

from groupsite.portal.buddies import following
from groupsite.portal.data import retention
from groupsite.portal.families import changes
from groupsite.portal.newcomers import following as newcomers


@shared_task
def forget_by_night() -> None:
    """Delete what has had its time."""
    retention.night()


@shared_task
def follow_buddies() -> None:
    """Ask who has met; flag the pairs of whom nothing is heard."""
    following.follow()


@shared_task
def remind_of_waiting() -> None:
    """Tell coordinators how many families wait too long."""
    following.remind_coordinators()


@shared_task
def ask_about_first_visits() -> None:
    """How was it? To whoever came for the first time."""
    newcomers.ask_about_first_visits()


@shared_task
def say_goodbyes() -> None:
    """Thanks and next steps to families whose youngest has turned five."""
    newcomers.say_goodbyes()


@shared_task
def tell_what_changed() -> None:
    """Tell leaders how many families told us something new."""
    changes.write_to_leaders()
