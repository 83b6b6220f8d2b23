"""A leader in the demo finds an open register with a real morning on it, at any hour."""

from datetime import timedelta

import pytest

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import morning, people, story
from sessions.models import Occurrence
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
        assert sheet.besides.next_door >= 2, "a family looks round"
    for later in (timedelta(seconds=30), timedelta(days=1, hours=3)):
        with clock.stopped_at(hour + later):
            morning.tell()
            on_now = Occurrence.objects.filter(starts_at__lte=hour + later, ends_at__gt=hour + later)
            assert on_now.get(programme__name="Drop-in").bookings.exists(), "started again: one, and never two"
