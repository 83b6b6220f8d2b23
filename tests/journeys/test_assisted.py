"""Carol fills the registration in with a family that has no e-mail, and reads it back to them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import Consent, Family, Twins
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.models import Letter
from tests.cast import person

URL = reverse("families:register_family")
BORN, DUE = clock.today() - timedelta(days=700), clock.today() + timedelta(days=60)


def boxes(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


LEAST = {
    "name-name": "Mo Diallo",
    "child0-first_name": "Issa",
    "child0-has_allergies": "no",
    **boxes("child0-born_on", BORN),
    "friend-friend": "no",
    "last-contact_by": "in_person",
    "last-how": "spoken",
    "last-read_back": "on",
}
MORE = LEAST | {
    "name-relationship": "Gran",
    "phone-phone": "07700 900123",
    "area-area": "BS5",
    "child0-has_allergies": "yes",
    "child0-allergies": "Egg",
    "child0-allergy_action": "Ring me",
    "child0-helps": "His cup",
    **boxes("child1-due_on", DUE),
    "friend-friend": "yes",
    "languages-languages": ["fr"],
    "needs-interpreter": "French",
    "needs-formats": ["paper"],
    "heard-heard": ["friend"],
    "last-contact_by": "phone",
    "last-photo_wall": "yes",
    "last-photo_web": "no",
    "last-say_hello": "yes",
    "last-how": "interpreter",
}


@pytest.fixture
def carols(carol, sign_in):
    return sign_in(carol)


def test_carol_finds_the_page_under_today_and_writes_a_family_down(carols, carol):
    assert f'href="{URL}"' in carols.get(reverse("sessions:today")).content.decode()
    response = carols.post(URL, MORE, follow=True)
    assert "Written down" in response.content.decode()
    family = Family.objects.get()
    carer = family.carers.get()
    assert (family.entered_by, carer.user, carer.email, carer.is_main) == (carol, None, "", True)
    assert (carer.relationship, carer.interpreter, carer.formats) == ("Gran", "French", ["paper"])
    assert (carer.contact_by, carer.wants, carer.phone) == ("phone", ["bookings"], "+447700900123")
    assert (family.outcode, family.languages, family.heard_from, family.wants_friendly_face) == (
        *("BS5", ["fr"], ["friend"], True),
    )
    issa, baby = family.children.order_by("pk")
    assert (issa.first_name, issa.allergies, issa.helps, baby.due_on) == ("Issa", "Egg", "His cup", DUE)
    assert not Letter.objects.exists()


def test_what_they_agreed_to_is_kept_with_how_they_said_it(carols, carol):
    carols.post(URL, MORE)
    lines = Consent.objects.order_by("pk").values_list("purpose", "given", "how", "entered_by")
    assert set(lines) == {
        ("photo_wall", True, "interpreter", carol.pk),
        ("photo_web", False, "interpreter", carol.pk),
        ("say_hello", True, "interpreter", carol.pk),
    }
    assert Consent.objects.filter(purpose="photo_wall").count() == 2, "one for each child"
    entry = Entry.objects.get(what="family.read_back")
    assert (entry.by, entry.details) == (carol, {"consents": "interpreter"})


def test_the_least_is_enough_and_asks_for_no_consent_by_itself(carols):
    carols.post(URL, LEAST)
    assert Family.objects.get().children.get().first_name == "Issa"
    assert not Consent.objects.exists()
    assert Entry.objects.get(what="family.read_back").details == {"consents": "none asked"}


WRONG = [
    pytest.param({"last-read_back": ""}, "read all of this back", id="not read back"),
    pytest.param({"name-name": ""}, "Tell us what to call you.", id="no name"),
    pytest.param({"phone-phone": "call me"}, "can’t ring this number", id="no number"),
    pytest.param({"child0-born_on_day": ""}, "all of the date", id="half a birthday"),
    pytest.param(boxes("child0-born_on", DUE), "still to come", id="born in the future"),
    pytest.param(boxes("child0-due_on", DUE), "when your baby is due", id="born and due"),
    pytest.param({"child0-has_allergies": ""}, "None that we know of", id="allergies not asked"),
    pytest.param({"needs-access": "a\x07"}, "can’t read", id="a sign nobody can read"),
    pytest.param({"child2-first_name": "Awa"}, "None that we know of", id="another child, half written"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_what_is_wrong_is_said_and_everything_typed_stays(typed, said, carols):
    page = carols.post(URL, MORE | typed).content.decode()
    assert "There is a problem" in page
    assert said in page
    for kept in ("His cup", "French", "BS5"):
        assert kept in page
    assert not Family.objects.exists()
    assert not Consent.objects.exists()


def test_a_family_without_a_child_is_not_written_down(carols):
    childless = {name: value for name, value in LEAST.items() if not name.startswith("child0")}
    assert "There is a problem" in carols.post(URL, childless).content.decode()
    assert not Family.objects.exists()


def test_only_those_who_lead_write_families_down(amina, dev, sign_in):
    for user in (amina, dev):
        assert sign_in(user).post(URL, LEAST).status_code == 403
    assert sign_in(person("Lena", "leader")).post(URL, LEAST).status_code == 302


def test_the_private_answer_is_read_by_a_leader_on_the_sealed_page_alone(carol, amina, sign_in):
    carol.set_unusable_password()  # signs in by code, and has just done so
    carol.save()
    carols = sign_in(carol)
    amina.carer.lonely = "always"
    amina.carer.save()
    code = amina.carer.family.code
    assert "Often or always" in carols.get(reverse("portal:family_health", args=[code]), follow=True).content.decode()
    assert "Often or always" not in carols.get(reverse("portal:family", args=[code])).content.decode()


def test_a_family_that_may_be_on_the_list_is_asked_about_first(carols):
    carols.post(URL, MORE)
    page = carols.post(URL, MORE).content.decode()
    assert "Is it one of these?" in page
    assert Family.objects.count() == 1
    assert "None of these" in page
    carols.post(URL, MORE | {"new": "on"})
    assert Family.objects.count() == 2
    assert not Twins.objects.filter(verdict=Twins.Verdict.OPEN).exists()
