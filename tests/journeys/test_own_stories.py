"""Grace tells how a service was, Carol reads it first, and it is shown only where Grace says yes, while she does."""

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.outbox import delivery
from signposting.models import Service
from signposting.services import asking, deeds, desk
from signposting.services.deeds import Card
from tests.cast import PairFactory, ServiceFactory, StoryConsentFactory, StoryFactory, client_of, person
from volunteers.models import Story, StoryConsent
from volunteers.services import stories

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
    assert [(letter.to[0], letter.subject) for letter in mail.outbox] == [
        (grace.email, "Your story can be read now")
    ], "Carol had read it before her letter went"
    where = reverse("volunteers:story_where", args=[story.code])
    graces.post(where, {"where": ["stories"]})
    assert shown(visitor, service) == (False, True)
    graces.post(where, {})
    assert shown(visitor, service) == (False, False)
    assert StoryConsent.objects.filter(withdrawn_at__isnull=False).count() == 2
    graces.post(reverse("volunteers:delete_story", args=[story.code]))
    assert not Story.objects.exists()


def test_what_was_said_of_a_double_is_said_of_the_entry_that_is_kept(client, rita):
    pair = PairFactory(second__service__name="Tiny Tots again")
    kept, double = pair.first.service, pair.second.service
    story = StoryFactory(service=double, words=WORDS, state="approved")
    for where in ("service", "stories"):
        StoryConsentFactory(story=story, where=where)
    card = Card("pair", pair, (kept, double))
    deed = deeds.answer(card, lambda: desk.say_same(pair, by=rita), by=rita)
    assert shown(client, kept) == (True, True)
    assert reverse("signposting:service", args=[kept.code]) in words(client.get(ALL))
    assert "Tiny Tots again" not in words(client.get(ALL))
    deeds.undo(deed, by=rita)
    assert shown(client, kept) == (False, True)
    assert shown(client, double) == (True, True)


def test_a_double_that_came_back_has_its_stories_to_itself_again(client, rita):
    pair = PairFactory()
    kept, double = pair.first.service, pair.second.service
    story = StoryFactory(service=double, words=WORDS, state="approved")
    for where in ("service", "stories"):
        StoryConsentFactory(story=story, where=where)
    desk.say_same(pair, by=rita)
    asking.bring_back(double, by=rita)
    assert shown(client, kept) == (False, True)
    assert reverse("signposting:service", args=[double.code]) in words(client.get(ALL))
    asking.take_off(kept, by=rita)
    desk.edit_field(double, "name", "Another", by=rita)
    Service.objects.filter(pk=double.pk).update(state="waiting")
    assert WORDS not in words(client.get(ALL)), "families see neither"


def test_what_was_said_of_two_services_stays_with_each(client, rita):
    pair = PairFactory()
    story = StoryFactory(service=pair.second.service, words=WORDS, state="approved")
    StoryConsentFactory(story=story, where="service")
    desk.say_different(pair, by=rita)
    asking.take_off(pair.second.service, by=rita)
    assert shown(client, pair.first.service) == (False, False)


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
    story = StoryFactory(author=grace, state="waiting", decided_at=None)
    StoryConsentFactory(story=story)
    assert client_of(bea).post(reverse("volunteers:story_where", args=[story.code])).status_code == 404
    assert StoryConsent.objects.filter(withdrawn_at=None).count() == 1


def test_carol_hears_that_a_story_waits_and_grace_finds_hers_from_home(grace, carol):
    service, graces = ServiceFactory(name="Sunflower Café"), client_of(grace)
    home = reverse("portal:home")
    assert f'href="{MINE}"' not in words(graces.get(home))
    graces.post(reverse("volunteers:tell_story", args=[service.code]), {"words": WORDS, "where": ["service"]})
    delivery.sweep()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([carol.email], "A story waits to be read")
    assert ("Sunflower Café" in letter.body, WORDS in letter.body, READ in letter.body) == (True, False, True)
    assert f'href="{MINE}"' in words(graces.get(home))


def test_whoever_has_five_stories_waiting_is_asked_to_wait_too(grace):
    for _n in range(stories.MOST_WAITING):
        story = StoryFactory(author=grace, state="waiting", decided_at=None)
    StoryFactory(author=grace)
    tell = reverse("volunteers:tell_story", args=[story.service.code])
    page = words(client_of(grace).post(tell, {"words": WORDS, "signed": "", "where": []}))
    assert "Some of your stories wait to be read" in page
    assert WORDS in page, "what was written is not lost"
    story.delete()
    client_of(grace).post(tell, {"words": WORDS, "signed": "", "where": []})
    assert Story.objects.filter(state="waiting").count() == stories.MOST_WAITING
