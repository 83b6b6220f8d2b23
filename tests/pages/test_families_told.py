"""Totals of what families told us, the list as a file, and who may see which number."""

import csv
import io
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from families.models import Carer, Family
from families.services.finding import refresh
from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry, Reading
from groupsite.portal.families.told import shown
from groupsite.portal.seed.measure import households, users
from tests.cast import (
    ApplicationFactory,
    CarerFactory,
    ChildFactory,
    ConsentFactory,
    ContactFactory,
    EnquiryFactory,
    parent,
    person,
)
from tests.rows_read import rows_read
from volunteers.models import Enquiry

TOLD = reverse("portal:told")
OUT = reverse("portal:families_out")


def table(answer, key):
    found = next(one for one in answer.context["tables"] if one.key == key)
    return {bar.label: bar.counts for bar in found.bars}


@pytest.fixture
def answers(db):
    for number in range(8):
        CarerFactory(
            formats=["paper"] if number < 2 else [],
            interpreter="pl" if number == 0 else "",
            family__best_days=["tue_am", "thu_pm"] if number < 6 else ["tue_am"],
            family__languages=["pl"] if number < 3 else ["Polish", "Tamil"],
            family__heard_from=["friend", "poster"] if number < 2 else ["a radio show"],
            lonely="sometimes" if number < 6 else "always",
        )
    EnquiryFactory(heard_from=["friend"])
    ApplicationFactory(heard_from=["friend", "web"])


def test_a_leader_sees_totals_to_plan_by(answers, client, sign_in):
    answer = sign_in(person("Lena", Role.LEADER)).get(TOLD)
    assert table(answer, "days") == {"Tuesday morning": (8,), "Thursday afternoon": (6,)}
    assert table(answer, "languages") == {"Polish": (8,), "Tamil": (5,)}
    assert table(answer, "needs") == {"On paper": (2,), "Interpreter: Polish": (1,)}
    heard = table(answer, "heard")
    assert heard["A friend or family"] == (2, 1, 1)
    assert heard["a radio show"] == (6, 0, 0)
    assert "lonely" not in answer.content.decode()
    assert [bar.length for bar in answer.context["tables"][0].bars] == [100, 75]


def test_loneliness_is_for_coordinators_and_few_answers_stay_hidden(answers, carol, client, sign_in):
    answer = sign_in(carol).get(TOLD)
    assert table(answer, "lonely")["Often or always"] == (None,)
    assert table(answer, "lonely")["Some of the time"] == (None,)  # else two could be worked out from the sum
    assert "too few to show" in answer.content.decode()


@pytest.mark.parametrize(
    ("answers", "counts"),
    [
        pytest.param({}, [0, 0, 0, 0, 0], id="nobody"),
        pytest.param({"always": 9, "never": 5}, [9, 0, 0, 0, 5], id="all large"),
        pytest.param({"always": 9, "never": 4}, [None, 0, 0, 0, None], id="one small takes another with it"),
        pytest.param({"always": 9, "hardly": 7, "never": 4}, [9, 0, 0, None, None], id="the smallest other"),
        pytest.param({"always": 3, "hardly": 7, "never": 4}, [None, 0, 0, 7, None], id="two small hide each other"),
        pytest.param({"never": 1}, [0, 0, 0, 0, None], id="one alone"),
    ],
)
def test_no_small_number_shows_and_none_can_be_worked_out(answers, counts):
    assert shown(Counter(answers)) == counts


def test_with_nothing_told_each_table_says_so(carol, client, sign_in):
    assert sign_in(carol).get(TOLD).content.decode().count("Nobody has told us yet.") == 5


def test_families_who_told_nothing_are_counted_and_not_read(answers, carol, sign_in):
    browser = sign_in(carol)
    households(users("silent", 400, Role.PARENT))
    with rows_read(Family, Carer) as read:
        page = browser.get(TOLD)
    assert page.context["families"] == 408
    assert table(page, "needs") == {"On paper": (2,), "Interpreter: Polish": (1,)}
    assert read[Family] < 408 + 150, "all of them once, by an index, for their number"
    assert read[Carer] < 150


def test_who_offers_to_help_may_say_how_they_heard(client, db):
    sent = {"name": "Dev", "email": "dev@example.org", "heard": ["friend", "library"]}
    assert "How did you hear about us?" in client.get(reverse("volunteers:help")).content.decode()
    client.post(reverse("volunteers:help"), sent)
    assert Enquiry.objects.get().heard_from == ["friend", "library"]
    client.post(reverse("volunteers:help"), {"name": "Dev", "email": "dev@example.org", "heard": ["<script>"]})
    assert Enquiry.objects.count() == 1


# -- The list as a file ----------------------------------------------------------------------------
SECRETS = {
    "address": "CANARY-refuge",
    "contact_note": "CANARY-after-six",
    "access": "CANARY-ramp",
    "lonely": "CANARY-lonely",
    "food": "CANARY-food",
    "health_note": "CANARY-epilepsy",
    "allergies": "CANARY-egg",
    "allergy_action": "CANARY-pen",
    "helps": "CANARY-corner",
}


@pytest.fixture
def told(amina):
    family, carer = amina.carer.family, amina.carer
    zain = family.children.get(first_name="Zain")
    for row in (family, carer, zain):
        for name, words in SECRETS.items():
            if hasattr(row, name):
                setattr(row, name, words)
    carer.phone, carer.formats = "+447700900123", ["paper"]
    zain.born_on = date(2024, 5, 6)
    for row in (family, carer, zain):
        row.save()
    CarerFactory(family=family, name="=Omar()", is_main=False, phone="+447700900999")
    ConsentFactory(family=family, words="CANARY-consent")
    ContactFactory(family=family, note="CANARY-note")
    cleo = parent("Cleo", ("Ivy", 30))
    cleo.carer.family.homes.create(child=zain)
    refresh([family, cleo.carer.family])
    return family


def taken(client, **asked):
    answer = client.post(OUT, asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def carol_by_code(carol, sign_in):
    carol.set_unusable_password()
    carol.save()
    return sign_in(carol)


def test_the_file_has_what_the_list_shows_and_no_more(told, carol_by_code):
    rows = taken(carol_by_code, q="amina")
    assert [row["Child’s first name"] for row in rows] == ["Zain", "Noor"]
    assert rows[0] == {
        "Adult’s name": "Amina",
        "E-mail": "amina@example.org",
        "Phone": "07700 900123",
        "Second adult’s name": "'=Omar()",
        "Postcode": "",
        "Languages": "",
        "Needs": "On paper",
        "Joined": f"{told.joined_at:%d/%m/%Y}",
        "Child’s first name": "Zain",
        "Child’s last name": "",
        "Birthday or due date": "06/05/2024",
        "Has an allergy": "Yes",
    }
    everything = carol_by_code.post(OUT).content.decode()
    assert "CANARY" not in everything
    assert "900999" not in everything
    of_amina = "\n".join(line for line in everything.splitlines() if "Amina" in line)
    assert "Cleo" not in of_amina
    assert "Ivy" not in of_amina


def test_a_family_sees_that_it_was_taken_out_and_the_trail_how_many(told, carol_by_code, carol):
    taken(carol_by_code, only="needs")
    assert list(Reading.objects.values_list("what", "about")) == [("list taken out", f"families.family:{told.pk}")]
    entry = Entry.objects.get(what="families.taken_out")
    assert (entry.by, entry.details) == (carol, {"families": 1})


def test_a_list_taken_out_asks_for_a_fresh_sign_in_and_is_not_for_leaders(told, carol, client, sign_in):
    carol.set_password("a long walk to the hall")
    carol.save()
    assert sign_in(carol, fresh=False).post(OUT).url.startswith(reverse("account_reauthenticate"))
    assert client.get(OUT).status_code == 405
    client.logout()
    assert sign_in(person("Lena", Role.LEADER)).post(OUT).status_code == 403
    assert not Reading.objects.exists()


def test_a_family_without_a_child_has_a_row_too(carol_by_code):
    CarerFactory(name="Expecting Soon")
    assert [row["Adult’s name"] for row in taken(carol_by_code)] == ["Expecting Soon"]


def test_the_list_sends_its_filters_along(told, carol_by_code):
    ChildFactory(family=CarerFactory(name="Bea").family)
    page = carol_by_code.get(reverse("portal:families"), {"q": "amina", "only": ["needs"]}).content.decode()
    assert '<input type="hidden" name="q" value="amina">' in page
    assert '<input type="hidden" name="only" value="needs">' in page


def test_a_file_of_ours_can_be_brought_in_again(told, carol_by_code):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("ours.csv", carol_by_code.post(OUT).content)
    answer = carol_by_code.post(reverse("families:imports"), {"file": file}, follow=True)
    assert {row["line"].fate.value for row in answer.context["rows"]} == {"here"}
