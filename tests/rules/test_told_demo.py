"""The demo's pages about families have something to show, and every family of it can be found."""

import pytest
from django.urls import reverse

from families.models import Import
from families.search import find
from families.services.finding import refresh_all
from groupsite.accounts.models import User
from groupsite.portal.seed import people, story, told


@pytest.fixture
def demo(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    story.tell(families=24, weeks=2)
    told.tell()


def test_the_demo_has_something_to_find_to_plan_by_and_to_read(demo, client, sign_in):
    sign_in(User.objects.get(email=people.CAROL.email))
    page = client.get(reverse("portal:told")).content.decode()
    for words in ("Tuesday morning", "Large print", "Some of the time"):
        assert words in page
    assert "Health notes and allergies" in client.get(reverse("portal:family_changes")).content.decode()
    assert find("amina hasan").exists()
    guitar = client.get(reverse("portal:families"), {"skill": "guitar"})
    assert guitar.context["page"].paginator.count >= 1
    rows = client.get(reverse("families:import", args=[Import.objects.get().code])).context["rows"]
    assert [row["line"].fate for row in rows] == ["new", "joins", "look", "new", "look"]
    assert refresh_all() == 0  # no service of the story forgot to say what a family is found by
