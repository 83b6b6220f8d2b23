"""Two champions would come with one family; two families take one offer: with the lock, and once without it."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from tests.cast import BookingFactory, ClearanceFactory, OccurrenceFactory, UserFactory, WalkFactory
from tests.friendly import at_once
from volunteers.models import Walk
from volunteers.services import walks


def champion():
    user = UserFactory(roles=[Role.CHAMPION])
    ClearanceFactory(volunteer=user, kind="dbs")
    return user


@pytest.fixture
def session(db):
    return OccurrenceFactory(day=clock.today() + timedelta(days=5))


def two_champions(session):
    walk = WalkFactory(booking=BookingFactory(occurrence=session))
    return at_once(*(lambda who=who: walks.come(walk, "Here", by=who) for who in (champion(), champion())))


def two_families(session):
    walk = WalkFactory(booking=None, parent=None, occurrence=session, champion=champion(), meeting="Here")
    rows = BookingFactory.create_batch(2, occurrence=session)
    return at_once(*(lambda row=row: walks.take(walk, row, by=UserFactory()) for row in rows))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("both", [two_champions, two_families])
def test_the_first_one_has_it(both, session):
    assert both(session) == ["done", "taken"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("both", [two_champions, two_families])
def test_without_the_lock_both_would_believe_it(both, session, monkeypatch):
    looked = Barrier(2)

    def look(walk):
        found = Walk.objects.select_related("occurrence", "parent", "champion").get(pk=walk.pk)
        with suppress(BrokenBarrierError):
            looked.wait(timeout=30)
        return found

    monkeypatch.setattr(walks, "locked", look)
    assert both(session) == ["done", "done"]
