"""The demo's Tuesdays have an inside: plans, a nurse, topics, a story that waits, a card that was sent, a job left."""

import pytest
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.outbox.models import Letter, State
from groupsite.portal.seed import inside, people, story
from sessions.models import Action, Contribution, Occurrence, Plan, Topic, Visitor


@pytest.fixture
def told(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    story.tell(families=24, weeks=2)
    inside.tell()


def test_every_page_of_it_has_something_on_it(told, sign_in):
    """One long look, since telling the story takes seconds."""
    client = sign_in(User.objects.get(email=people.CAROL.email))
    assert set(Plan.objects.values_list("shown", flat=True)) == {"leaders", "draft", "settled"}
    assert set(Contribution.objects.values_list("state", flat=True)) == {"asked", "accepted"}
    assert Letter.objects.filter(kind="home_card", state=State.SENT).exists()
    nurse = Visitor.objects.get()
    assert Occurrence.objects.get(pk=nurse.occurrence_id).guests == 1
    draft = Occurrence.objects.get(plan__shown="draft")
    page = client.get(reverse("sessions:plan", args=[draft.code])).content.decode()
    for words in ("First teeth", "Bring a rug", "The Gruffalo", "would like this", "more time with the water"):
        assert words in page
    settled = Occurrence.objects.filter(plan__shown="settled").latest("starts_at")
    page = client.get(reverse("sessions:plan", args=[settled.code])).content.decode()
    assert "A clapping song from Ghana" in page
    topics = client.get(reverse("sessions:topics")).content.decode()
    for words in ("Two languages at home", "Twins and sleep", "The pool is closed", "No topic yet"):
        assert words in topics
    assert Action.objects.get().owner.email == people.SAM.email
    assert Topic.objects.filter(occurrence__starts_at__lt=clock.now()).count() > 2  # the health topics count them
    assert Topic.objects.exclude(occurrence__starts_at__lt=clock.now()).count() == 4
