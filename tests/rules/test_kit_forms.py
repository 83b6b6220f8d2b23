"""A date in three boxes, a trap for machines, and errors that name what is missing."""

from datetime import date

import pytest
from django import forms

from groupsite.kit.forms import DateBoxes, Honeypot, PageForm
from groupsite.kit.templatetags.kit import errors_of


class Birthday(PageForm):
    born = DateBoxes(label="When was she born?")
    name = forms.CharField(label="Name")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect)
    rules = forms.BooleanField(label="I have read the rules")
    trap = Honeypot()


def boxes(day, month, year):
    return {"born_day": day, "born_month": month, "born_year": year, "name": "Noor", "kind": "a", "rules": "on"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param(("3", "6", "2024"), date(2024, 6, 3), id="numbers"),
        pytest.param(("03", "06", "2024"), date(2024, 6, 3), id="with noughts"),
        pytest.param((" 3 ", "June", " 2024"), date(2024, 6, 3), id="a month by name, spaces about"),
        pytest.param(("3", "jun.", "2024"), date(2024, 6, 3), id="a short name with a full stop"),
        pytest.param(("29", "2", "2024"), date(2024, 2, 29), id="leap day"),
    ],
)
def test_a_date_is_read_as_people_type_it(typed, meant):
    form = Birthday(boxes(*typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(("", "", ""), "Enter the day, month and year.", id="nothing"),
        pytest.param(("3", "", "2024"), "Enter all of the date: day, month and year.", id="a box left empty"),
        pytest.param(("3", "6", "24"), "Enter the year with 4 numbers, like 2024.", id="short year"),
        pytest.param(("31", "2", "2024"), "Enter a real date, like 27 3 2024.", id="no such day"),
        pytest.param(("3", "13", "2024"), "Enter a real date, like 27 3 2024.", id="no such month"),
        pytest.param(("3", "ju", "2024"), "Enter a real date, like 27 3 2024.", id="June or July?"),
        pytest.param(("x", "6", "2024"), "Enter a real date, like 27 3 2024.", id="not a number"),
        pytest.param(("99999999999", "6", "2024"), "Enter a real date, like 27 3 2024.", id="no machine's number"),
        pytest.param(("3", "99999999999", "2024"), "Enter a real date, like 27 3 2024.", id="nor a month of it"),
    ],
)
def test_a_wrong_date_is_told_kindly(typed, said):
    assert Birthday(boxes(*typed)).errors["born"] == [said]


def test_a_date_we_have_stands_in_its_boxes():
    html = str(Birthday(initial={"born": date(2024, 6, 3)})["born"])
    assert [f'value="{part}"' in html for part in (3, 6, 2024)] == [True, True, True]


def test_a_date_may_be_left_out_where_it_is_not_required():
    assert DateBoxes(required=False).clean(["", "", ""]) is None


def test_a_machine_that_fills_in_every_box_is_stopped():
    form = Birthday({**boxes("3", "6", "2024"), "trap": "http://cheap.example"})
    assert "trap" in form.errors


def test_an_empty_form_says_what_is_missing_and_where():
    said = errors_of(Birthday({}))
    assert said == [
        {"text": "Enter the day, month and year.", "href": "#id_born_0"},
        {"text": "Fill in: Name", "href": "#id_name"},
        {"text": "Choose an answer: Kind", "href": "#id_kind_0"},
        {"text": "Tick the box: I have read the rules", "href": "#id_rules"},
    ]
