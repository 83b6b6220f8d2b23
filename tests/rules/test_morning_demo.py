"""A leader in the demo finds an open register with a real morning on it, at any hour."""

import pytest

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import morning, people, story
from sessions.pages.registers import sheets
from sessions.queries.access import registers_open_to
from tests.rules.test_demo_story import HOURS


@pytest.mark.parametrize("hour", HOURS)
def test_a_register_is_open_with_people_on_it(hour, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with clock.stopped_at(hour):
        story.tell(families=24, weeks=1)
        morning.tell()
        sam = User.objects.get(email=people.SAM.email)
        (sheet,) = sheets([registers_open_to(sam).get(programme__name="Drop-in")])
        assert sheet.occurrence.starts_at <= hour < sheet.occurrence.ends_at
        assert sheet.families_in >= 3
        assert any(row.gone for row in sheet.expected)
        assert [note.names for note in sheet.notes] == ["Gwen, Ivy"]
