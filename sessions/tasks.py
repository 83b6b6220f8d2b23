"""Doorbells of the room."""

from celery import shared_task

from groupsite.kit import clock
from sessions.services import cards, courses, doors, learning, materials, timetable, totals, waiting_list, welcoming


@shared_task
def release_unanswered_offers() -> None:
    """Offers that ran out go to the next household."""
    waiting_list.release_unanswered_offers(at=clock.now())
    courses.see_to_waiting_lists(at=clock.now())


@shared_task
def give_places_out() -> None:
    """Draw, or let in after the newcomers, where the time for it has come."""
    doors.settle_all()


@shared_task
def count_closed_registers() -> None:
    """Totals of the sessions whose registers have closed."""
    totals.count_closed()


@shared_task
def welcome_newcomers() -> None:
    """Post the letter that goes before a first visit."""
    welcoming.welcome_newcomers()


@shared_task
def post_cards() -> None:
    """Something to try or to read at home, the evening after."""
    cards.post_cards(clock.now())
    materials.post_materials(clock.now())


@shared_task
def ask_what_became_of_learning() -> None:
    """Some weeks after a course for parents, those who came are asked once."""
    learning.ask_what_became()


@shared_task
def make_dates() -> None:
    """Running groups get the dates they lack."""
    timetable.make_ahead()
