"""Bringing a list in: the file, what its columns hold, and putting a row right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.rules.columns import COLUMNS, enough
from families.rules.fates import Line
from families.rules.sheets import LONGEST_CELL
from groupsite.kit.forms import PageForm

LEAVE_OUT = "", _("Leave this out")


class FileForm(PageForm):
    """The file itself."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("A CSV file with one row a child, up to 1 MB and 5,000 rows."),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv"}),
    )


class ColumnsForm(PageForm):
    """One box for each column of the file."""

    def __init__(self, data: Any, *, sheet: dict[str, Any]) -> None:
        super().__init__(data)
        choices = [LEAVE_OUT, *((key, column.label) for key, column in COLUMNS.items())]
        examples = sheet["rows"][0]["cells"] if sheet["rows"] else []
        for place, heading in enumerate(sheet["headings"]):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=heading or _("Column %(number)d") % {"number": place + 1},
                help_text=_("Such as “%(example)s”") % {"example": examples[place][:40]}
                if place < len(examples) and examples[place]
                else "",
                choices=choices,
                initial=sheet["columns"][place],
                required=False,
            )
        self.all_optional = True

    def chosen(self) -> list[str]:
        """What each column holds, in their order."""
        return [self.cleaned_data.get(name, "") for name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Each thing once, and enough to make a family of."""
        chosen = [value for value in self.chosen() if value]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("Two columns hold the same thing. Leave one of them out."))
        if not enough(chosen):
            raise forms.ValidationError(_("Choose a column for the adult’s name and one for the child’s name."))
        return self.cleaned_data


class RowForm(PageForm):
    """The cells of one row, with what is wrong beside each."""

    all_optional = True

    def __init__(self, data: Any, *, cells: dict[str, str], line: Line) -> None:
        super().__init__(cells if data is None else data)
        self.wrong = {} if data else line.wrong
        wanted = {*cells, *line.wrong, "adult", "first_name", "birthday", "household"}
        for key, column in COLUMNS.items():
            if key in wanted:
                self.fields[key] = forms.CharField(
                    label=str(column.label),
                    required=False,
                    max_length=LONGEST_CELL,
                    initial=cells.get(key, ""),
                    widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
                )

    def clean(self) -> dict[str, Any]:
        """Until somebody writes something else, what was wrong with the row is wrong."""
        for key, says in self.wrong.items():
            self.add_error(key, says)
        return self.cleaned_data

    def said(self) -> dict[str, str]:
        """Every cell as it stands now."""
        return dict(self.cleaned_data)
