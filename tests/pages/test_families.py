"""What each page of the room costs, and that it says why we ask."""

import pytest
from django.urls import reverse

from families.forms.carers import CARER_PARTS
from families.forms.children import PARTS
from families.forms.mine import CHILD_KINDS, FACTS, AdultForm, CarerForm
from families.forms.more import MORE, AboutMeForm
from families.forms.questions import QUESTIONS
from tests.cast import BuddyPairFactory, CarerFactory, ChildFactory, RegistrationFactory, UserFactory


@pytest.mark.parametrize(
    "form",
    [
        *(*QUESTIONS.values(), *PARTS.values(), *FACTS.values(), *CHILD_KINDS.values(), AdultForm, CarerForm),
        *(*MORE.values(), *CARER_PARTS.values(), AboutMeForm),
    ],
)
def test_every_question_says_why_we_ask_and_who_sees_it(form):
    assert str(form.why).endswith(".")
    assert str(form.who).endswith(".")


@pytest.mark.parametrize("count", [1, 30])
def test_my_family_costs_the_same_for_one_child_as_for_thirty(count, amina, sign_in, django_assert_max_num_queries):
    for _ in range(count):
        ChildFactory(family=amina.carer.family, allergies="Egg", allergy_action="Pen")
        CarerFactory(family=amina.carer.family, is_main=False)
    client = sign_in(amina)
    with django_assert_max_num_queries(9):
        assert client.get(reverse("families:mine")).content.decode().count("tag-allergy") == count


@pytest.mark.parametrize("count", [1, 30])
def test_my_buddy_costs_the_same_for_one_pair_as_for_thirty(count, amina, sign_in, django_assert_max_num_queries):
    for number in range(count):
        newcomer = CarerFactory(name=f"New{number} Person").family
        pair = BuddyPairFactory(buddy=amina.carer.family, newcomer=newcomer)
        pair.newcomer_agreed_at = pair.buddy_agreed_at = pair.proposed_at
        pair.state = pair.State.TOGETHER
        pair.save()
    client = sign_in(amina)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("families:buddy")).content.decode()
    assert page.count("You both said yes") == count
    assert "New0</bdi>" in page
    assert "Person" not in page


@pytest.mark.parametrize("count", [1, 12])
def test_the_check_costs_the_same_for_one_child_as_for_twelve(count, client, db, django_assert_max_num_queries):
    child = {"first_name": "Zain", "last_name": "", "born_on": "2025-01-01", "allergies": "", "allergy_action": ""}
    child |= {"helps": "", "health_note": ""}
    answers = {
        "needs": {},
        "name": "A",
        "phone": "",
        "area": "",
        "everyone": True,
        "friend": False,
        "languages": [],
        "heard": [],
    }
    children = [child | {"code": f"{n:08x}-3c1e-4c6a-9f3e-0d6a5b1c2d3e"} for n in range(count)]
    user = UserFactory()
    RegistrationFactory(user=user, answers=answers | {"children": children})
    client.force_login(user)
    with django_assert_max_num_queries(5):
        assert client.get(reverse("families:check")).content.decode().count("None that we know of") == count


def test_the_start_page_costs_no_queries_and_leads_to_a_sign_up_by_e_mail(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("families:join")).content.decode()
    assert "/accounts/signup/?next=/join/" in page
    assert "0117 496 0123" in page
