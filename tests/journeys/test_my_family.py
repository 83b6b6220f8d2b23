"""Amina keeps what we know of her family right, and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import Carer, Child, Family
from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from tests.cast import CarerFactory, ChildFactory, ProgrammeFactory, UserFactory

TODAY = clock.today()


def at(name, **kwargs):
    return reverse(f"families:{name}", kwargs=kwargs)


def boxes(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def saved(client, url, **fields):
    response = client.post(url, fields)
    assert response.status_code == 302, response.content.decode()
    assert response.url == at("mine")
    return client.get(response.url).content.decode()


@pytest.fixture
def home(amina, sign_in):
    return sign_in(amina)


@pytest.fixture
def zain(amina):
    return amina.carer.family.children.get(first_name="Zain")


def test_a_new_allergy_is_stamped_and_on_the_trail_without_its_words(home, zain, amina):
    page = saved(
        home, at("change_child", code=zain.code, part="allergies"), has_allergies="yes", allergies="Egg",
        allergy_action="The pen is in the blue bag",
    )  # fmt: skip
    assert "Egg" in page
    assert "blue bag" in page
    zain.refresh_from_db()
    assert clock.now() - zain.health_changed_at < timedelta(minutes=1)
    entry = Entry.objects.get(what="child.health_changed")
    assert (entry.by, entry.details) == (amina, {"fields": ["allergies", "allergy_action"]})


def test_the_same_allergy_again_is_no_news(home, zain):
    url = at("change_child", code=zain.code, part="allergies")
    saved(home, url, has_allergies="no")
    zain.refresh_from_db()
    assert zain.health_changed_at is None
    assert not Entry.objects.exists()


def test_an_allergy_that_has_gone_is_news_too(home, zain):
    zain.allergies, zain.allergy_action = "Egg", "Pen"
    zain.save()
    page = saved(home, at("change_child", code=zain.code, part="allergies"), has_allergies="no")
    assert "Egg" not in page
    zain.refresh_from_db()
    assert zain.health_changed_at is not None
    assert zain.allergy_action == ""


def test_a_child_and_a_baby_on_the_way_are_added(home, amina):
    saved(
        home, at("new_child", kind="child"), first_name="Idris", last_name="Khan", has_allergies="yes",
        allergies="Nuts", allergy_action="Ring me", **boxes("born_on", TODAY - timedelta(days=30)),
    )  # fmt: skip
    page = saved(home, at("new_child", kind="baby"), **boxes("due_on", TODAY + timedelta(days=30)))
    assert "Idris Khan" in page
    assert "Baby" in page
    assert amina.carer.family.children.count() == 4
    assert Entry.objects.filter(what="child.added").count() == 2


def test_a_baby_is_born(home, amina):
    baby = ChildFactory(born_on=None, due_on=TODAY - timedelta(days=60), first_name="Baby", family=amina.carer.family)
    assert "Is your baby here?" in home.get(at("mine")).content.decode()
    saved(home, at("change_child", code=baby.code, part="name"), first_name="Sami", last_name="")
    page = saved(
        home, at("change_child", code=baby.code, part="birthday"), **boxes("born_on", TODAY - timedelta(days=9))
    )
    assert "Is your baby here?" not in page
    baby.refresh_from_db()
    assert (baby.first_name, baby.due_on, baby.born_on) == ("Sami", None, TODAY - timedelta(days=9))


def test_her_own_name_and_number_are_changed_everywhere(home, amina):
    page = saved(
        home, at("carer", code=amina.carer.code), name="Mina", relationship="Foster carer", phone="+44 (0)117 496 0124"
    )
    assert "0117 496 0124" in page
    assert "Foster carer" in page
    amina.refresh_from_db()
    assert amina.name == "Mina"
    assert Entry.objects.get().details == {"fields": ["name", "phone", "relationship"]}


def test_somebody_else_who_brings_the_children_is_added_and_changed(home, amina):
    saved(home, at("add_adult"), name="Yusuf", relationship="Grandad")
    grandad = Carer.objects.get(name="Yusuf")
    assert (grandad.family, grandad.user, grandad.is_main) == (amina.carer.family, None, False)
    saved(home, at("carer", code=grandad.code), name="Yusuf", relationship="Grandad", phone="07700 900321")
    assert Carer.objects.get(name="Yusuf").phone == "+447700900321"


def test_the_other_parents_contact_details_are_her_own(home, amina):
    """A second carer is equal about the child and separate about the adult."""
    sara = CarerFactory(family=amina.carer.family, user=None, name="Sara", is_main=False, phone="+447700900555")
    assert "07700 900555" in home.get(at("mine")).content.decode()
    sara.user = UserFactory()
    sara.save()
    page = home.get(at("mine")).content.decode()
    assert "Sara" in page
    assert "07700 900555" not in page
    assert sara.email not in page
    assert home.get(at("carer", code=sara.code)).status_code == 404


def test_area_languages_and_a_friendly_face_are_changed(home, amina):
    page = saved(home, at("fact", slug="area"), area="bs5 0aa")
    assert "BS5" in page
    page = saved(home, at("fact", slug="languages"), languages=["ur"], other="Saraiki")
    assert "Urdu, Saraiki" in page
    saved(home, at("fact", slug="friendly-face"), wants="no", wishes=["quiet"])
    group = ProgrammeFactory()
    offer = {"offers": "yes", "at_once": "2", "languages": ["ur"], "other": "Saraiki", "area": "BS5 1AA"}
    saved(home, reverse("portal:offer_face"), groups=[str(group.code)], **offer)
    family = Family.objects.get()
    assert (family.wants_friendly_face, family.buddy_wishes) == (False, ["quiet"])
    assert (family.offers_friendly_face, family.buddies_at_once) == (True, 2)
    assert (family.languages, family.outcode, family.buddy_programmes) == (["ur", "Saraiki"], "BS5", [group.code])
    assert "checked" in home.get(reverse("portal:offer_face")).content.decode()
    page = home.post(reverse("portal:offer_face"), offer | {"groups": ["x"], "area": "Bristol"}).content.decode()
    assert "There is a problem" in page
    assert 'value="Saraiki"' in home.get(at("fact", slug="languages")).content.decode()


@pytest.mark.parametrize(
    ("name", "kwargs", "typed", "said"),
    [
        ("add_adult", {}, {"name": ""}, "Tell us what to call this person."),
        ("fact", {"slug": "area"}, {"area": "Bristol"}, "first half"),
        ("fact", {"slug": "friendly-face"}, {"wants": "yes", "wishes": ["a pony"]}, "There is a problem"),
        ("new_child", {"kind": "child"}, {"first_name": "Sami", "has_allergies": "no"}, "day, month and year"),
    ],
)
def test_what_is_wrong_is_said_by_the_box(name, kwargs, typed, said, home):
    page = home.post(at(name, **kwargs), typed).content.decode()
    assert said in page
    assert "There is a problem" in page


def test_a_family_has_an_end(home, amina):
    for _ in range(5):
        CarerFactory(family=amina.carer.family, is_main=False)
    for _ in range(10):
        ChildFactory(family=amina.carer.family)
    assert "up to 6 adults" in home.post(at("add_adult"), {"name": "One more"}).content.decode()
    due = boxes("due_on", TODAY)
    assert "up to 12 children" in home.post(at("new_child", kind="baby"), due).content.decode()


@pytest.mark.parametrize("slug", ["shoe-size", "name"])
def test_what_nobody_asks_is_not_there(slug, home):
    assert home.get(at("fact", slug=slug)).status_code == 404
    assert home.get(at("new_child", kind="dog")).status_code == 404
    assert home.get(at("add_child", kind="dog")).status_code in {302, 404}


def test_another_familys_are_as_if_they_were_not_there(home, bea):
    theo = bea.carer.family.children.get()
    for url in (at("carer", code=bea.carer.code), at("change_child", code=theo.code, part="allergies")):
        assert home.get(url).status_code == 404
        assert home.post(url, {"name": "Mine", "has_allergies": "no"}).status_code == 404
    page = home.get(at("mine")).content.decode()
    assert "Theo" not in page
    assert "Bea" not in page


def test_more_than_was_asked_changes_nothing(home, amina, bea, zain):
    """Every field of the rows is posted along; only what the page asks for is written (T13)."""
    others = {
        "family": bea.carer.family_id, "user": bea.pk, "is_main": "", "id": bea.carer.pk, "email": "m@example.org",
        "code": bea.carer.code, "health_changed_at": "2020-01-01", "entered_by": bea.pk, "roles": "administrator",
    }  # fmt: skip
    before = Carer.objects.filter(pk=amina.carer.pk).values("family", "user", "is_main", "email", "code").get()
    saved(home, at("carer", code=amina.carer.code), name="Amina", relationship="", phone="", **others)
    assert Carer.objects.filter(pk=amina.carer.pk).values("family", "user", "is_main", "email", "code").get() == before
    child = Child.objects.filter(pk=zain.pk)
    health = child.values("code", "allergies", "born_on", "health_changed_at").get()
    saved(home, at("change_child", code=zain.code, part="name"), first_name="Zain", allergies="x", born_on="", **others)
    assert child.values("code", "allergies", "born_on", "health_changed_at").get() == health
    household = Family.objects.filter(pk=amina.carer.family_id)
    facts = household.values("entered_by", "offers_friendly_face", "languages", "code").get()
    saved(home, at("fact", slug="area"), area="BS5", offers_friendly_face="on", languages="ur", **others)
    assert household.values("entered_by", "offers_friendly_face", "languages", "code").get() == facts
    amina.refresh_from_db()
    assert amina.roles == [Role.PARENT]


def test_somebody_who_has_not_joined_is_told_so(client, dev):
    client.force_login(dev)
    assert client.get(at("mine")).status_code == 403


def test_a_script_in_a_name_is_only_ever_text(home, zain):
    nasty = "<img src=x onerror=alert(1)>"
    page = saved(home, at("change_child", code=zain.code, part="name"), first_name=nasty, last_name="")
    page += home.get(at("change_child", code=zain.code, part="birthday")).content.decode()
    assert nasty not in page
    assert "&lt;img src=x" in page
