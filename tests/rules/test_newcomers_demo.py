"""The demo has newcomers at every stage, told through the services."""

import pytest

from families.models import BuddyPair, Contact, FirstVisit
from groupsite.portal.newcomers import queries
from groupsite.portal.seed import newcomers, story


@pytest.fixture
def told(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    story.tell(families=24, weeks=8)
    newcomers.tell()


def test_every_board_has_somebody_on_it(told):
    """One long look, since telling the story takes seconds."""
    board = queries.board()
    assert all([board.speak, board.due, board.done])
    names = {family.main_carer.name for family in queries.lapsed()}
    assert {"Owen & Lisa Pugh", "Comfort Asante"} <= names
    assert "Nadia Rahimi" not in names
    assert [family.main_carer.name for family in queries.grown()] == ["Philippa Marsh"]
    assert Contact.objects.filter(kind="goodbye", way="letter").count() == 1
    assert BuddyPair.objects.live().filter(stuck_at__isnull=False).count() == 1
    assert set(FirstVisit.objects.values_list("answer", flat=True)) >= {"mixed"}
    assert queries.found_it_hard().exists()
