"""Grace tells how a service was, Carol reads it first, and it is shown only where Grace says yes, while she does."""

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.outbox import delivery
from tests.cast import ServiceFactory, StoryConsentFactory, StoryFactory, client_of, person
from volunteers.models import Story, StoryConsent

WORDS = "I was afraid to go in, and they made us tea."
MINE, ALL, READ = (reverse(f"volunteers:{name}") for name in ("my_stories", "stories", "read_stories"))


@pytest.fixture
def grace(db):
    return person("Grace", Role.PARENT, Role.CHAMPION)


def words(page):
    return " ".join(page.content.decode().split())


def shown(client, service):
    """On the service's page, and on the page of stories."""
    pages = (client.get(reverse("signposting:service", args=[service.code])), client.get(ALL))
    return tuple(WORDS in words(page) for page in pages)


def test_told_read_shown_and_taken_back(grace, carol, client, sign_in):
    service, graces = ServiceFactory(), client_of(grace)
    tell = reverse("volunteers:tell_story", args=[service.code])
    assert f'href="{tell}"' in words(graces.get(reverse("signposting:service", args=[service.code])))
    page = graces.get(tell)
    assert "checked" not in words(page)
    said = {"words": WORDS, "signed": "Grace", "where": ["service"], "key": str(service.code)}
    for _press in range(2):
        assert "We read it first" in words(graces.post(tell, said, follow=True))
    story = Story.objects.get()
    assert [f'href="{MINE}"' in words(who.get(ALL)) for who in (graces, client)] == [True, False]
    assert shown(client, service) == (False, False)
    carols = sign_in(carol)
    assert f'href="{READ}"' in words(carols.get(reverse("volunteers:figures")))
    assert WORDS in words(carols.get(READ))
    carols.post(READ, {"story": str(story.code), "answer": "yes"})
    visitor = type(client)()
    assert shown(visitor, service) == (True, False)
    delivery.sweep()
    assert [letter.subject for letter in mail.outbox] == ["Your story can be read now"]
    where = reverse("volunteers:story_where", args=[story.code])
    graces.post(where, {"where": ["stories"]})
    assert shown(visitor, service) == (False, True)
    graces.post(where, {})
    assert shown(visitor, service) == (False, False)
    assert StoryConsent.objects.filter(withdrawn_at__isnull=False).count() == 2
    graces.post(reverse("volunteers:delete_story", args=[story.code]))
    assert not Story.objects.exists()


@pytest.mark.parametrize(
    ("state", "consents", "is_shown"),
    [("approved", ["service"], True), ("approved", ["stories"], False), ("approved", [], False)],
)
def test_nothing_is_shown_without_both_a_yes_of_its_author_and_of_whoever_reads_it(
    state, consents, is_shown, client, db
):
    story = StoryFactory(state=state, words=WORDS)
    for place in consents:
        StoryConsentFactory(story=story, where=place)
    assert shown(client, story.service)[0] is is_shown
    for other, when in (("waiting", None), ("declined", story.decided_at)):
        Story.objects.update(state=other, decided_at=when)
        assert shown(client, story.service) == (False, False)


def test_somebody_elses_story_is_not_there_for_me(grace, sign_in, bea):
    story = StoryFactory(author=grace)
    StoryConsentFactory(story=story)
    assert client_of(bea).post(reverse("volunteers:story_where", args=[story.code])).status_code == 404
    assert StoryConsent.objects.filter(withdrawn_at=None).count() == 1
