"""Doorbells of the directory: each safe to ring twice."""

from celery import shared_task

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.services import asking, freshness, index_terms, links, sources
from signposting.services.sync import sync_if_due


@shared_task
def ring_due_sources() -> None:
    """Each feed whose hour has come, and each that somebody asked for."""
    for source in sources.due(at=clock.now()):
        read_source.delay(source.pk)


@shared_task
def read_source(pk: int) -> None:
    """One feed, unless it has been read meanwhile or somebody is at it."""
    try:
        sync_if_due(pk)
    except Refused:
        return


@shared_task
def step_down() -> None:
    """Entries whose facts grow old queue up at the desk, warn, and step back; the search forgets what none has."""
    asking.note_bounces(at=clock.now())
    freshness.refresh_all(at=clock.now())
    index_terms.forget_unused()


@shared_task
def follow_links() -> None:
    """Are their pages still there?"""
    links.look_tonight(at=clock.now())


@shared_task
def write_to_owners() -> None:
    """The week's letter to whoever looks after an entry."""
    freshness.write_to_owners(at=clock.now())
