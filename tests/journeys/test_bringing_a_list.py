"""Carol brings her old list of families: twenty odd rows, some of them wrong."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from families.models import Carer, Child, Family, Import
from families.search import find
from groupsite.audit.models import Entry
from groupsite.outbox.models import Letter
from tests.cast import CarerFactory, ChildFactory, person

START = reverse("families:imports")
LIST = """Parent / carer,Email,Mobile,Post code,Home language,Child first name,Child surname,DOB,Allergies,Tea or coffee
Siobhán O’Brien,shiv@example.org,07700 900123,BS5 6JH,English; Irish,Aoife,O’Brien,3/2/2025,,tea
Siobhán O’Brien,shiv@example.org,,,,Cillian,O’Brien,14.07.2023,Nuts,
Maria Nowak,,07700 900456,BS7,Polish,Zosia,Nowak,2024-11-30,none,coffee
Priya Patel,priya@example.org,,,Gujarati,Ravi,Patel,1 May 2024,,
Bea,bea@example.org,,,,Theo,,1/1/2024,,
Amina,amina@example.org,,,,Zain,,,,
Amina,amina@example.org,,,,Yusuf,,2/2/2024,,
Tom Ellis,tom@example,,,,Jack,Ellis,5/5/2023,,
Tom Ellis,tom@example,,,,Erin,Ellis,5/5/2023,,
,nobody@example.org,,,,Sam,,6/6/2024,,
Grace Okafor,,12345,,,Ada,,7/7/2024,,
Helen Jones,helen@example.org,,LONDON,,Max,,8/8/2024,,
Ian Hall,ian@example.org,,,,Ivy,,31/2/2024,,
Jo Marsh,jo@example.org,,,,,,9/9/2024,,
Kim Lee,kim@example.org,,,,Leo,,9/9/1999,,
Lou Day,lou@example.org,,,,,,{due},,
Maria Nowak,,07700 900456,,,Zosia,Nowak,30/11/2024,,
Other Person,priya@example.org,,,,Mina,,3/3/2023,,
"=HYPERLINK(""x"")",evil@example.org,,,,Eve,,4/4/2024,,
Null,,,,,X,,5/5/2024,,
أمينة حسن,,,,,زين,,6/6/2024,,
"""


@pytest.fixture
def brought(sign_in, carol, amina, bea):
    amina.carer.family.children.filter(first_name="Zain").update(born_on="2024-05-05")
    theo = bea.carer.family.children.get()
    theo.born_on = "2024-01-01"
    theo.save()
    client = sign_in(carol)
    text = LIST.format(due=_in_a_month())
    answer = client.post(START, {"file": SimpleUploadedFile("old list.csv", text.encode())})
    assert answer.status_code == 302
    return answer.url


def _in_a_month():
    from datetime import timedelta

    from groupsite.kit import clock

    return f"{clock.today() + timedelta(days=30):%d/%m/%Y}"


def fates(client, url):
    return {row["line"].number: row["line"].fate.value for row in client.get(url).context["rows"]}


def test_she_sees_what_becomes_of_each_row_before_anything_is_kept(brought, client):
    families = Family.objects.count()
    page = client.get(brought).content.decode()
    assert fates(client, brought) == {
        2: "new", 3: "joins", 4: "new", 5: "waits", 6: "here", 7: "look", 8: "adds",
        9: "look", 10: "look", 11: "look", 12: "look", 13: "look", 14: "look", 15: "look", 16: "look", 17: "new",
        18: "twice", 19: "look", 20: "new", 21: "new", 22: "new",
    }  # fmt: skip
    for words in (
        "Another child of the family in row 2.",
        "On our list already.",
        "A child more for a family on our list.",
        "This is no e-mail address.",
        "Who is the adult? Write a name.",
        "We can’t ring this number.",
        "We can’t find this postcode.",
        "This is no day we can read. Write it like 27/3/2024.",
        "What is the child called?",
        "This birthday was 18 years ago or more.",
        "The same child as in row 4.",
        "Row 5 has this e-mail or phone too, with another adult.",
        "Row 19 is of the same family and needs a look first.",
        "Columns we do not keep: <bdi>Tea or coffee</bdi>",
    ):
        assert words in page, words
    assert Family.objects.count() == families
    assert "shiv@example.org" not in str(Import.objects.values_list("rows"))  # sealed


def test_she_puts_rows_right_leaves_one_out_and_takes_the_list_in(brought, client, carol):
    code = Import.objects.get().code

    def row(name, number):
        return reverse(f"families:import_{name}", args=[code, number])

    page = client.get(row("row", 12)).content.decode()
    assert "There is a problem" in page
    assert "We can’t ring this number." in page
    form = client.get(row("row", 12)).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    assert said["adult"] == "Grace Okafor"
    client.post(row("row", 12), said | {"phone": "07700 900777"})
    client.post(row("skip", 19))
    counts = {tab["label"]: tab["count"] for tab in client.get(brought).context["tabs"]}
    assert counts["Left out"] == 1
    assert fates(client, brought)[12] == "new"
    assert fates(client, brought)[5] == "new"
    seen = client.get(brought).context["seen"]
    page = client.post(reverse("families:import_take", args=[code]), {"seen": seen}, follow=True).content.decode()
    assert "Your list was taken in" in page
    siobhan = find("siobhan obrien").get()
    assert sorted(siobhan.children.values_list("first_name", flat=True)) == ["Aoife", "Cillian"]
    cillian = Child.objects.get(first_name="Cillian")
    assert (cillian.allergies, cillian.allergy_action) == ("Nuts", "Ask the family what to do.")
    assert (siobhan.outcode, siobhan.languages, siobhan.entered_by) == ("BS5", ["en", "Irish"], carol)
    assert siobhan.carers.get().phone == "+447700900123"
    assert Carer.objects.get(name="أمينة حسن").contact_by == "in_person"
    assert Child.objects.get(due_on__isnull=False).first_name == "Baby"
    assert sorted(find("amina").last().children.values_list("first_name", flat=True)) == ["Noor", "Yusuf", "Zain"]
    assert Carer.objects.get(name__startswith="=").name == '=HYPERLINK("x")'
    assert not Letter.objects.filter(kind="family_welcome").exists()


def test_pressing_twice_takes_it_in_once(brought, client):
    take = reverse("families:import_take", args=[Import.objects.get().code])
    seen = client.get(brought).context["seen"]
    client.post(take, {"seen": seen})
    made = Family.objects.count(), Child.objects.count(), Entry.objects.count()
    again = client.post(take, {"seen": seen}, follow=True).content.decode()
    assert "Something changed" not in again, "a slip of the finger is no reason to worry anybody"
    client.post(take, {"seen": "something else"})
    assert (Family.objects.count(), Child.objects.count(), Entry.objects.count()) == made
    assert 'name="seen"' not in client.get(brought).content.decode()
    number = 9
    answer = client.post(reverse("families:import_skip", args=[Import.objects.get().code, number]), follow=True)
    assert "taken in already" in answer.content.decode()


def test_when_the_families_change_meanwhile_she_looks_again(brought, client):
    seen = client.get(brought).context["seen"]
    maria = CarerFactory(name="Maria Nowak", phone="+447700900456")
    ChildFactory(first_name="Zosia", born_on="2024-11-30", family=maria.family)
    families = Family.objects.count()
    take = reverse("families:import_take", args=[Import.objects.get().code])
    page = client.post(take, {"seen": seen}, follow=True).content.decode()
    assert "Something changed since you looked." in page
    assert Family.objects.count() == families


def test_what_is_left_over_is_saved_with_its_reason_and_can_be_brought_again(brought, client):
    code = Import.objects.get().code
    file = client.get(reverse("families:import_left", args=[code])).content
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    assert rows[0][-1] == "Why it was not taken in"
    assert len(rows) == 1 + 13
    assert rows[5][:2] == ["Tom Ellis", "tom@example"]
    answer = client.post(START, {"file": SimpleUploadedFile("left.csv", file)}, follow=True)
    assert len(answer.context["rows"]) == 13


def test_headings_nobody_can_guess_are_asked_for(sign_in, carol, client):
    sign_in(carol)
    text = "Wer,Kind,Wann\nBea Smith,Theo,1/1/2024\n"
    answer = client.post(START, {"file": SimpleUploadedFile("x.csv", text.encode())}, follow=True)
    columns = answer.redirect_chain[-1][0]
    page = answer.content.decode()
    assert "What does each column hold?" in page
    assert "Such as “Bea Smith”" in page
    page = client.post(columns, {"column0": "adult", "column1": "adult"}).content.decode()
    assert "Two columns hold the same thing." in page
    page = client.post(columns, {"column0": "adult"}).content.decode()
    assert "Choose a column for the adult’s name and one for the child’s name." in page
    said = {"column0": "adult", "column1": "child", "column2": "birthday"}
    page = client.post(columns, said, follow=True).content.decode()
    assert "A new family." in page


def test_the_empty_list_we_offer_is_one_we_can_read(sign_in, carol, client):
    file = sign_in(carol).get(reverse("families:import_template")).content
    row = [
        "Bea Smith",
        "",
        "Mum",
        "b@example.org",
        "",
        "",
        "",
        "BS5",
        "English",
        "Theo",
        "",
        "",
        "1/1/2024",
        "",
        "",
        "",
        "",
    ]
    text = file.decode("utf-8-sig") + ",".join(row)
    answer = client.post(START, {"file": SimpleUploadedFile("x.csv", text.encode())}, follow=True)
    assert "A new family." in answer.content.decode()
    assert "Columns we do not keep" not in answer.content.decode()


def test_another_coordinators_list_is_not_there(brought, client, sign_in):
    client.logout()
    sign_in(person("Cora", "coordinator"))
    code = Import.objects.get().code
    for name in ("import", "import_columns", "import_left"):
        assert client.get(reverse(f"families:{name}", args=[code])).status_code == 404
    assert client.post(reverse("families:import_take", args=[code])).status_code == 404


def test_after_a_week_the_rows_are_gone_and_the_page_says_so(brought, client):
    Import.objects.update(filename="")
    row = Import.objects.get()
    row.rows = []
    row.save()
    assert client.get(brought).status_code == 404
    assert "A list, gone by now" in client.get(START).content.decode()
