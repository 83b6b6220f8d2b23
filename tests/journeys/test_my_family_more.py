"""Amina tells more when she likes, sees it, changes it, takes it back; nobody else can."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from families.models import AboutMe
from groupsite.audit.models import Entry
from groupsite.kit import clock
from tests.cast import AboutMeFactory, CarerFactory, ChildFactory, UserFactory


def at(name, **kwargs):
    return reverse(f"families:{name}", kwargs=kwargs)


@pytest.fixture
def home(amina, sign_in):
    return sign_in(amina)


@pytest.fixture
def zain(amina):
    return amina.carer.family.children.get(first_name="Zain")


def mine(client):
    return client.get(at("mine")).content.decode()


def follow(client, url, **typed):
    """Open a page of My family, fill it in, and see My family again."""
    assert f'href="{url}"' in mine(client)
    assert client.get(url).status_code == 200
    response = client.post(url, typed)
    assert (response.status_code, getattr(response, "url", "")) == (302, at("mine")), response.content.decode()
    return mine(client)


FACTS = [
    pytest.param("our-words", {"own_words": "Two mums, and Gran on Fridays"}, ["Two mums, and Gran"], id="any shape"),
    pytest.param("festivals", {"festivals": "Eid", "food": "Halal"}, ["Eid Halal"], id="days and food"),
    pytest.param("best-days", {"best_days": ["tue_am", "fri_pm"]}, ["Tuesday morning, Friday aft"], id="best times"),
    pytest.param("heard", {"heard": ["library"], "other": "A bus"}, ["A library, A bus"], id="how she heard"),
]


@pytest.mark.parametrize(("slug", "typed", "shown"), FACTS)
def test_what_a_family_tells_is_seen_changed_and_taken_back(slug, typed, shown, home):
    url = at("more", slug=slug)
    page = follow(home, url, **typed)
    assert [words for words in shown if words not in page] == []
    again = home.get(url).content.decode()
    assert all(word in again for words in typed.values() for word in ([words] if isinstance(words, str) else words))
    page = follow(home, url)
    assert [words for words in shown if words in page] == []


def test_needs_letters_and_skills_are_her_own_to_change(home, amina):
    code = amina.carer.code
    page = follow(
        home, at("carer_part", code=code, part="needs"), reads_in="Arabic", formats=["easy_read"], interpreter="Arabic"
    )
    assert "Reads best: Arabic. Letters and papers: Easy read. Interpreter: Arabic." in page
    letters = at("carer_part", code=code, part="letters")
    ways = {"contact_by": "phone", "urgent_by": "email", "reminders_by": "email"}
    page = follow(home, letters, **ways, contact_note="After 10, please", wants=["news"])
    assert "Phone call. <bdi>After 10, please</bdi>" in page
    page = follow(home, at("carer_part", code=code, part="skills"), skills="Oud and baking")
    assert "Oud and baking" in page
    amina.carer.refresh_from_db()
    assert amina.carer.wants == ["bookings", "news"], "what is about a booking always goes"
    follow(home, at("carer_part", code=code, part="needs"))
    amina.carer.refresh_from_db()
    assert (amina.carer.reads_in, amina.carer.formats, amina.carer.interpreter) == ("", [], "")


def test_the_other_parents_needs_are_not_hers(home, amina):
    """Equal about the child, separate about the adult."""
    other = CarerFactory(family=amina.carer.family, user=UserFactory(), is_main=False, access="A chair with arms")
    assert "A chair with arms" not in mine(home)
    for part in ("needs", "letters", "skills"):
        assert home.get(at("carer_part", code=other.code, part=part)).status_code == 404
        assert home.post(at("carer_part", code=other.code, part=part), {"skills": "x"}).status_code == 404


def test_all_about_zain_is_told_changed_and_withdrawn(home, zain):
    url = at("about_child", code=zain.code)
    page = follow(home, url, loves="Diggers", calms="", words="“mimi” is milk", routine="")
    assert "See and change" in page
    assert "Diggers" in home.get(url).content.decode()
    follow(home, url, loves="Buses")
    assert (zain.about_me.loves, zain.about_me.words) == ("Buses", "")
    assert "take-back" in home.get(url).content.decode()
    home.post(at("take_back_about_child", code=zain.code))
    assert not AboutMe.objects.exists()
    assert not [entry for entry in Entry.objects.all() if "Diggers" in str(entry.details)]
    assert "Take all of this back" not in home.get(url).content.decode()


def test_an_empty_page_about_a_child_keeps_nothing(home, zain):
    AboutMeFactory(child=zain)
    follow(home, at("about_child", code=zain.code), loves="  ")
    assert not AboutMe.objects.exists()


def test_another_familys_child_is_not_there(home, bea):
    theo = bea.carer.family.children.get()
    AboutMeFactory(child=theo)
    for name in ("about_child", "take_back_about_child"):
        assert home.post(at(name, code=theo.code), {"loves": "x"}).status_code == 404
    assert AboutMe.objects.get().loves == "Diggers and bubbles"


def test_the_private_question_is_offered_after_joining_and_never_shown_back(home, amina):
    page = home.get(at("joined")).content.decode()
    assert "How often do you feel lonely?" in page
    assert "I would rather not say" in page
    assert f'action="{at("private")}"' in page
    home.post(at("private"), {"lonely": "always"})
    amina.carer.refresh_from_db()
    assert amina.carer.lonely == "always"
    for url in (at("mine"), at("joined"), at("private")):
        page = home.get(url).content.decode()
        assert "checked" not in page
        assert "Often or always" not in page or 'value="always"' in page
    home.post(at("private"), {"lonely": "no_answer"})
    amina.carer.refresh_from_db()
    assert amina.carer.lonely == ""


def test_an_answer_that_is_not_on_the_list_is_refused(home, amina):
    page = home.post(at("private"), {"lonely": "weekly"}).content.decode()
    assert "There is a problem" in page
    amina.carer.refresh_from_db()
    assert amina.carer.lonely == ""


def test_after_half_a_year_she_is_asked_whether_it_is_still_right(home, amina, zain, sign_in):
    assert "Is this still right?" in mine(home)
    home.post(at("still_right"))
    assert "Is this still right?" not in mine(home)
    zain.refresh_from_db()
    told = zain.health_told_at
    with time_machine.travel(told + timedelta(days=182), tick=False):
        assert "Is this still right?" not in mine(sign_in(amina))
    with time_machine.travel(told + timedelta(days=184), tick=False):
        assert "Is this still right?" in mine(sign_in(amina))
    assert Entry.objects.filter(what="child.health_confirmed").count() == 2


def test_pressing_still_right_touches_nobody_elses_child(home, bea):
    home.post(at("still_right"))
    theo = bea.carer.family.children.get()
    bea.carer.refresh_from_db()
    assert (theo.health_told_at, bea.carer.needs_told_at) == (None, None)


def test_a_baby_on_the_way_has_no_health_to_confirm(home, amina, zain):
    amina.carer.family.children.all().delete()
    ChildFactory(born_on=None, due_on=clock.today(), family=amina.carer.family)
    amina.carer.needs_told_at = clock.now()
    amina.carer.save()
    assert "Is this still right?" not in mine(home)


BOXES = [
    *(("our-words", "own_words", 300), ("festivals", "festivals", 500), ("festivals", "food", 500)),
]


@pytest.mark.parametrize(("slug", "box", "longest"), BOXES)
@pytest.mark.parametrize("words", ["O’Brien & Söhne", "محمد", "👩‍👩‍👧", "<script>x</script>", "{{ 7|add:7 }}", "=1+1"])
def test_any_words_are_kept_and_only_ever_text(slug, box, longest, words, home, amina):
    page = follow(home, at("more", slug=slug), **{box: words})
    amina.carer.family.refresh_from_db()
    assert getattr(amina.carer.family, box) == words
    assert "<script>x" not in page
    page = home.post(at("more", slug=slug), {box: "w" * (longest + 1)}).content.decode()
    assert f"up to {longest}" in page
    assert "w" * (longest + 1) in page
