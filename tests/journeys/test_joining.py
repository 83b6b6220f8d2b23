"""Amina joins, one question a page, with a baby on her arm."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from families.models import Child, Family, Registration
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import OccurrenceFactory, RegistrationFactory, UserFactory

BORN = clock.today() - timedelta(days=900)
DUE = clock.today() + timedelta(days=90)


def boxes(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def answer(client, url, **fields):
    """Fill in a page; the page that comes next."""
    response = client.post(url, fields)
    assert response.status_code == 302, response.content.decode()
    return response.url


def question(slug):
    return reverse("families:question", kwargs={"slug": slug})


def sign_up(client, email):
    client.post(reverse("account_signup") + "?next=/join/", {"email": email, "next": "/join/"})
    delivery.sweep()
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE)[0]
    return client.post(reverse("account_email_verification_sent"), {"code": code})


def assert_joined_with(*children):
    family = Family.objects.get()
    assert family.wants_friendly_face
    assert {str(child) for child in family.children.all()} == set(children)
    carer = family.carers.get()
    assert carer.user.roles == [Role.PARENT]
    assert (carer.relationship, carer.reads_in, carer.formats) == ("Mum and auntie", "Urdu", ["large_print"])
    assert (carer.interpreter, carer.access, carer.needs_told_at is None) == ("Urdu", "No steps, please.", False)
    zain = family.children.get(first_name="Zain")
    assert (zain.helps, zain.health_note) == ("His rabbit", "Asthma. The inhaler is in the bag.")
    assert zain.health_told_at
    assert zain.health_changed_at


@pytest.fixture
def newcomer(db):
    return UserFactory(name="", email="amina@example.org")


COMPLETE = {
    "name": "Amina Khan",
    "relationship": "Mum",
    "phone": "+447700900123",
    "area": "BS5",
    "everyone": True,
    "friend": True,
    "languages": ["ur", "en", "Saraiki"],
    "needs": {"reads_in": "Urdu", "formats": ["large_print"], "interpreter": "", "access": ""},
    "heard": ["library"],
}
ZAIN = {
    "code": "6f1c0a52-3c1e-4c6a-9f3e-0d6a5b1c2d3e",
    "first_name": "Zain",
    "last_name": "",
    "born_on": BORN.isoformat(),
    "allergies": "Egg",
    "allergy_action": "The pen is in the blue bag",
    "helps": "",
    "health_note": "",
}


@pytest.fixture
def nearly_there(newcomer, client):
    """A newcomer with every question answered, at the check."""
    RegistrationFactory(user=newcomer, answers=COMPLETE | {"children": [ZAIN]})
    client.force_login(newcomer)
    return newcomer


READ_BACK = (
    *("Amina Khan", "07700 900123", "BS5", "Zain", "Egg", "blue bag", "Urdu, English, Saraiki", "A library"),
    *("Mum and auntie", "His rabbit", "The inhaler is in the bag", "Reads best: Urdu."),
    *("Letters and papers: Large print.", "Interpreter: Urdu.", "No steps, please."),
)


@pytest.mark.django_db
def test_amina_joins_from_a_session_with_a_child_and_a_baby_on_the_way(client):
    session = reverse("sessions:session", kwargs={"code": OccurrenceFactory().code})
    join = re.search(r'href="(/join/\?next=[^"]+)"', client.get(session).content.decode())[1]
    assert "about three minutes" in client.get(join).content.decode()
    assert sign_up(client, "amina@example.org").url == "/join/"

    url = client.get("/join/").url
    assert url == question("name")
    url = answer(client, url, name="  Amina  Khan ", relationship="Mum and auntie")
    url = answer(client, url, phone="+44 (0)7700 900 123")
    url = answer(client, url, area="bs5 0aa")
    assert url == reverse("families:children")

    url = answer(client, reverse("families:add_child", kwargs={"kind": "child"}), first_name="Zain")
    assert "When was Zain born?" in client.get(url).content.decode()
    url = answer(client, url, **boxes("born_on", BORN))
    url = answer(client, url, has_allergies="yes", allergies="Egg", allergy_action="The pen is in the blue bag")
    url = answer(client, url, helps="His rabbit", health_note="Asthma. The inhaler is in the bag.")
    assert url == reverse("families:children")
    url = answer(client, reverse("families:add_child", kwargs={"kind": "baby"}), **boxes("due_on", DUE))
    assert url == reverse("families:children")
    url = answer(client, url)

    url = answer(client, url, friend="yes")
    url = answer(client, url, languages=["ur", "en"], other="Saraiki")
    url = answer(client, url, reads_in="Urdu", formats=["large_print"], interpreter="Urdu", access="No steps, please.")
    url = answer(client, url, heard=["library"])
    page = client.get(url).content.decode()
    assert [told for told in READ_BACK if told not in page] == []
    assert answer(client, url) == session
    assert "You have joined" in client.get(session).content.decode()
    assert_joined_with("Zain", "Baby")
    delivery.sweep()
    assert mail.outbox[-1].subject == "You have joined Little Acorns"


def test_the_button_pressed_twice_makes_one_family(nearly_there, client):
    assert answer(client, reverse("families:check")) == reverse("families:joined")
    assert answer(client, reverse("families:check")) == reverse("families:joined")
    assert Family.objects.count() == 1
    assert "friendly face" in client.get(reverse("families:joined")).content.decode()


def test_who_has_joined_before_goes_straight_to_the_session(amina, client):
    client.get("/join/?next=/sessions/")
    client.force_login(amina)
    assert client.get("/join/").url == "/sessions/"
    assert client.get("/join/").url == reverse("families:joined")


def test_she_carries_on_from_another_phone(newcomer, client):
    client.force_login(newcomer)
    answer(client, question("name"), name="Amina")
    client.logout()
    client.force_login(newcomer)
    assert client.get("/join/").url == question("phone")
    assert 'value="Amina"' in client.get(question("name")).content.decode()


def test_changing_an_answer_leads_back_to_the_check(nearly_there, client):
    page = client.get(question("phone")).content.decode()
    assert 'value="07700 900123"' in page
    assert f'href="{reverse("families:check")}"' in page
    assert answer(client, question("phone"), phone="") == reverse("families:check")
    child = reverse("families:child", kwargs={"code": ZAIN["code"], "part": "allergies"})
    assert "The pen is in the blue bag" in client.get(child).content.decode()
    assert answer(client, child, has_allergies="no") == reverse("families:check")
    assert answer(client, reverse("families:check")) == reverse("families:joined")
    assert (Child.objects.get().allergies, Family.objects.get().carers.get().phone) == ("", "")


def test_taking_the_only_child_off_asks_for_the_children_again(nearly_there, client):
    gone = reverse("families:remove_child", kwargs={"code": ZAIN["code"]})
    assert answer(client, gone) == reverse("families:children")
    assert client.get(reverse("families:check")).url == reverse("families:children")
    assert client.post(reverse("families:children")).status_code == 200


WRONG = [
    pytest.param(question, "name", {"name": " "}, "Tell us what to call you.", id="no name"),
    pytest.param(question, "name", {"name": "A\x00mina"}, "can’t read", id="NUL"),
    pytest.param(question, "name", {"name": "N" * 201}, "201 letters", id="201 letters"),
    pytest.param(question, "phone", {"phone": "call me"}, "can’t ring this number", id="no number"),
    pytest.param(question, "area", {"area": "Bristol"}, "first half", id="no postcode"),
    pytest.param(question, "friend", {}, "Choose yes or no", id="no choice"),
    pytest.param(question, "languages", {"languages": ["klingon"]}, "klingon", id="not on the list"),
    pytest.param(question, "heard", {"other": "x" * 41}, "41 letters", id="long words"),
]


@pytest.mark.parametrize(("where", "slug", "typed", "said"), WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(where, slug, typed, said, newcomer, client):
    client.force_login(newcomer)
    page = client.post(where(slug), typed).content.decode()
    assert said in page
    assert "There is a problem" in page
    assert "<title>Error:" in page
    for value in typed.values():
        assert isinstance(value, list) or value.strip() == "" or f'value="{value}"' in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("kind", "field", "day", "said"),
    [
        pytest.param("child", "born_on", (29, 2, 2023), "real date", id="29 February that was not"),
        pytest.param("child", "born_on", (1, 1, 24), "4 numbers", id="a short year"),
        pytest.param("child", "born_on", (1, 1, clock.today().year + 1), "still to come", id="born next year"),
        pytest.param("baby", "due_on", (1, 1, clock.today().year - 1), "four weeks", id="due last year"),
        pytest.param("baby", "due_on", (1, 1, clock.today().year + 3), "ten months", id="due in three years"),
    ],
)
def test_a_date_that_cannot_be_is_explained(kind, field, day, said, newcomer, client):
    client.force_login(newcomer)
    url = reverse("families:add_child", kwargs={"kind": kind})
    if kind == "child":
        url = answer(client, url, first_name="Zain")
    page = client.post(url, dict(zip((f"{field}_{part}" for part in ("day", "month", "year")), day, strict=True)))
    assert said in page.content.decode()
    assert f'value="{day[2]}"' in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({}, "None that we know of”.", id="nothing chosen"),
        pytest.param({"has_allergies": "yes", "allergies": "Egg"}, "what we should do", id="nothing to do"),
        pytest.param({"has_allergies": "yes", "allergy_action": "999"}, "allergic to", id="no allergy"),
        pytest.param({"has_allergies": "no", "allergies": "Egg"}, "You wrote down an allergy", id="no, and egg"),
    ],
)
def test_an_allergy_and_what_to_do_come_together(typed, said, nearly_there, client):
    url = reverse("families:child", kwargs={"code": ZAIN["code"], "part": "allergies"})
    page = client.post(url, typed).content.decode()
    assert said in page


def test_what_became_impossible_since_is_said_at_the_check(nearly_there, client):
    baby = {"code": "7f1c0a52-3c1e-4c6a-9f3e-0d6a5b1c2d3e", "due_on": date(2020, 1, 1).isoformat()}
    draft = Registration.objects.get()
    draft.answers = COMPLETE | {"children": [ZAIN, baby]}
    draft.save()
    assert "more than four weeks ago" in client.post(reverse("families:check")).content.decode()
    assert not Family.objects.exists()


def test_a_thirteenth_child_is_kindly_refused(newcomer, client):
    children = [ZAIN | {"code": f"{n:08x}-3c1e-4c6a-9f3e-0d6a5b1c2d3e"} for n in range(12)]
    RegistrationFactory(user=newcomer, answers=COMPLETE | {"children": children})
    client.force_login(newcomer)
    page = client.post(reverse("families:add_child", kwargs={"kind": "child"}), {"first_name": "Noor"})
    assert "up to 12 children" in page.content.decode()


def test_another_newcomers_child_is_not_there(nearly_there, client):
    client.force_login(UserFactory())
    for name, more in (("child", {"part": "name"}), ("remove_child", {})):
        url = reverse(f"families:{name}", kwargs={"code": ZAIN["code"], **more})
        assert client.post(url, {"first_name": "Mine"}).status_code == 404
    assert Registration.objects.get().answers["children"] == [ZAIN]


def test_more_than_was_asked_changes_nothing(nearly_there, client):
    answer(client, question("name"), name="Amina", roles="administrator", everyone="", entered_by="1", user="1")
    kept = Registration.objects.get()
    assert kept.answers == COMPLETE | {"name": "Amina", "relationship": "", "children": [ZAIN]}
    answer(client, reverse("families:check"), roles="administrator", entered_by=nearly_there.pk, name="Mallory")
    assert User.objects.get(pk=nearly_there.pk).roles == [Role.PARENT]
    family = Family.objects.get()
    assert (family.entered_by, family.carers.get().name) == (None, "Amina")


WAYS_OUT = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "/\tevil",
    "javascript:1",
]


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_joining_never_leads_off_the_site(way_out, nearly_there, client):
    client.get("/join/", {"next": way_out})
    assert answer(client, reverse("families:check")) == reverse("families:joined")


@pytest.mark.parametrize(
    "name", ["O’Brien", "Null", "X", "Ñ" * 200, "محمد", "Zoë 🌻", "<img src=x onerror=alert(1)>", "{{ 7|add:7 }}"]
)
def test_any_name_goes_all_the_way_and_is_only_ever_text(name, nearly_there, client):
    answer(client, question("name"), name=name)
    page = client.get(reverse("families:check")).content.decode()
    assert "<img src=x" not in page
    answer(client, reverse("families:check"))
    assert Family.objects.get().carers.get().name == name
