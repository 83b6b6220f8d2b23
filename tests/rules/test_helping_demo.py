"""The demo's helpers: everybody came in the proper way, the past is confirmed, and Dev has something to answer."""

import pytest

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.portal.seed import helping, rota, story
from groupsite.portal.seed.people import CAROL, DEV
from volunteers.models import Application, Asking, Signup
from volunteers.queries.counting import record_of
from volunteers.queries.gaps import by_risk, cover
from volunteers.services import standing


@pytest.fixture
def told(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    story.tell(families=12, weeks=2)
    rota.tell()
    helping.tell()


def test_the_demos_helpers_have_a_past_and_may_go_on_helping(told):
    helpers = list(story.User.objects.filter(roles__contains=[Role.VOLUNTEER]))
    standing.refresh_all()
    assert set(helpers) == set(story.User.objects.filter(roles__contains=[Role.VOLUNTEER]))
    dev = story.User.objects.get(email=DEV.email)
    assert record_of(dev).shifts > 0
    assert Signup.objects.filter(came=None, shift__ends_at__lt=clock.now()).exists()
    assert Asking.objects.filter(volunteer=dev, answer="").exists()
    assert [it.alone for it in by_risk(cover(story.User.objects.get(email=CAROL.email), 6)) if it.alone] == [
        ["Petra Novak"]
    ]
    assert Application.objects.get().references.exclude(answered_at=None).count() == 1
