"""Carol writes down who is at the Family Hub and what they said; Rita comes back to it from the desk (S1-11)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.models import HubPerson, Talk
from tests.cast import HubPersonFactory, SourceFactory

pytestmark = pytest.mark.django_db
HUB, NEW_TALK = reverse("signposting:hub"), reverse("signposting:new_talk")


def on(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def words_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_a_talk_with_somebody_at_the_hub_comes_back_to_the_desk_on_its_day(carol, rita, sign_in):
    staff = sign_in(carol)
    assert HUB in words_of(staff, reverse("signposting:kept"))
    assert "Nobody is written down yet" in words_of(staff, HUB)
    staff.post(
        reverse("signposting:new_hub_person"), {"name": "Morgan Hale", "days": "Mondays", "phone": "0117 496 0181"}
    )
    morgan = HubPerson.objects.get()
    assert "Morgan Hale" in words_of(staff, HUB)
    today = clock.today()
    sent = {"person": str(morgan.code), "words": "The times of the spring.", **on("on", today)}
    sent |= on("follow_up_on", today) | {"key": staff.get(NEW_TALK).context["form"]["key"].value()}
    for _pressed_twice in range(2):
        said = staff.post(NEW_TALK, sent, follow=True).content.decode()
    assert said.count("The times of the spring.") == 1
    reviewer = sign_in(rita)
    assert "Morgan Hale" in words_of(reviewer, reverse("signposting:desk"))
    reviewer.post(reverse("signposting:followed", args=[Talk.objects.get().code]))
    assert "Come back to</span>" in words_of(sign_in(carol), HUB)


def test_what_cannot_be_is_said_and_nothing_is_lost(carol, sign_in):
    staff, tomorrow = sign_in(carol), clock.today() + timedelta(days=1)
    said = staff.post(NEW_TALK, {"words": "A date", **on("on", tomorrow)}).content.decode()
    assert "That day is still to come." in said
    assert "A date" in said
    late = {**on("on", clock.today()), **on("follow_up_on", clock.today() - timedelta(days=1))}
    assert "That is before you talked." in staff.post(NEW_TALK, {"words": "A date", **late}).content.decode()
    assert not Talk.objects.exists()


def test_who_has_left_the_hub_is_off_the_list(carol, sign_in):
    staff, person = sign_in(carol), HubPersonFactory()
    staff.post(reverse("signposting:hub_person", args=[person.code]), {"name": "Morgan Hale", "role": "Manager"})
    assert "Manager" in words_of(staff, HUB)
    staff.post(reverse("signposting:hub_person_left", args=[person.code]))
    assert "Morgan Hale" not in words_of(staff, HUB)
    assert staff.get(reverse("signposting:hub_person", args=[person.code])).status_code == 404


def test_the_page_of_a_feed_names_its_people_and_what_was_talked_about_it(rita, sign_in):
    source, other = SourceFactory(name="Riverside"), SourceFactory(name="Hillside")
    staff, page = sign_in(rita), reverse("signposting:source", args=[source.code])
    assert "Nobody is written down for this feed yet." in words_of(staff, page)
    new_person = f"{reverse('signposting:new_hub_person')}?source={source.code}"
    assert new_person in words_of(staff, page)
    assert f'value="{source.code}" selected' in words_of(staff, new_person)
    sent = {"name": "Morgan Hale", "phone": "0117 496 0181", "source": str(source.code)}
    staff.post(reverse("signposting:new_hub_person"), sent)
    morgan = HubPerson.objects.get()
    staff.post(NEW_TALK, {"person": str(morgan.code), "words": "The times of the spring.", **on("on", clock.today())})
    for words in ("Morgan Hale", "0117 496 0181", "The times of the spring."):
        assert words in words_of(staff, page)
        assert words not in words_of(staff, reverse("signposting:source", args=[other.code]))
    assert "Morgan Hale" in words_of(staff, reverse("signposting:sources"))
    assert "Riverside" in words_of(staff, HUB)


def test_whoever_reads_no_feed_is_not_asked_for_one(carol, sign_in):
    assert "For which feed?" not in words_of(sign_in(carol), NEW_TALK)
