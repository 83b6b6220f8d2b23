"""What our forms share: plain words, one order of things, a date in three boxes, a trap for machines."""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _


class PageForm(forms.Form):
    """The form of one page. The page writes the form tag, the error summary and the buttons."""

    title: Any = ""
    use_required_attribute = False
    # In a filter nothing has to be filled in, and saying "(optional)" each time only tires.
    all_optional = False

    @property
    def helper(self) -> FormHelper:
        """How crispy-forms draws it: the fields and nothing round them."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class OnceForm(PageForm):
    """A form that makes one thing, however often its button is pressed: its key names what it makes (TRUST T41)."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def code(self, about: object = "") -> UUID:
        """The code of the row it makes. It is mixed from the key, so nobody can aim at a row of others."""
        key = self.cleaned_data.get("key")
        return uuid5(key, str(about)) if key else uuid4()


class SureForm(PageForm):
    """A form that is sent twice: the first time shows what would become of it, the second, which is sure, does it."""

    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def is_sure(self) -> bool:
        """Has whoever sends it seen what it does?"""
        return bool(self.cleaned_data["sure"])

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}

    def sent(self) -> list[tuple[str, Any]]:
        """Every box as it was sent, for the page that asks once more."""
        data: Any = self.data  # of a request, where a box may have several values
        boxes = [(name, value) for name, values in data.lists() for value in values]
        return [(name, value) for name, value in boxes if name not in {"csrfmiddlewaretoken", "sure", "tell"}]


class DateBox(forms.TextInput):
    """One of the three boxes, with its own word above it."""

    def __init__(self, word: Any, *, autocomplete: str) -> None:
        self.word = word
        attrs = {"inputmode": "numeric", "autocomplete": autocomplete or "off"}
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The word goes with the box."""
        context = super().get_context(name, value, attrs)
        context["widget"]["word"] = self.word
        return context


class ThreeBoxes(forms.MultiWidget):
    """Day, month and year, each in a box."""

    use_fieldset = True

    def __init__(self, *, autocomplete: str = "") -> None:
        def token(part: str) -> str:
            return f"{autocomplete}-{part}" if autocomplete else ""

        super().__init__(
            {
                "day": DateBox(_("Day"), autocomplete=token("day")),
                "month": DateBox(_("Month"), autocomplete=token("month")),
                "year": DateBox(_("Year"), autocomplete=token("year")),
            }
        )

    def decompress(self, value: date | None) -> list[Any]:
        """A date we have already, back in its boxes."""
        return [value.day, value.month, value.year] if value else ["", "", ""]


class DateBoxes(forms.Field):
    """A date as people say it: day, month (a number or a name), year in full.

    Say `autocomplete="bday"` only where it is the person's own date of birth.
    """

    default_error_messages = {
        "required": _("Enter the day, month and year."),
        "missing": _("Enter all of the date: day, month and year."),
        "year": _("Enter the year with 4 numbers, like 2024."),
        "invalid": _("Enter a real date, like 27 3 2024."),
    }

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        super().__init__(widget=ThreeBoxes(autocomplete=autocomplete), **kwargs)

    def to_python(self, value: Iterable[Any] | None) -> date | None:
        """The date in the boxes, or what is wrong with it."""
        day, month, year = (str(part or "").strip() for part in value or ("", "", ""))
        if not (day or month or year):
            return None
        if not (day and month and year):
            raise ValidationError(self.error_messages["missing"], code="missing")
        if not re.fullmatch(r"[12]\d{3}", year):
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            return date(int(year), month_number(month), int(day))
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def month_number(said: str) -> int:
    """`3`, `03`, `Mar` or `March`, in English or in the language of the page. ValueError for anything else."""
    if said.isascii() and said.isdigit():
        return int(said)
    asked = said.casefold().rstrip(".")
    for number in range(1, 13):
        names = (calendar.month_name[number].casefold(), str(MONTHS[number]).casefold())
        if len(asked) >= 3 and any(name.startswith(asked) for name in names):
            return number
    raise ValueError(said)


class Honeypot(forms.CharField):
    """A box that people do not see and machines fill in."""

    is_trap = True

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=_("Leave this box empty"),
            widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
        )

    def validate(self, value: str) -> None:
        """Anything in it came from a machine."""
        super().validate(value)
        if value:
            raise ValidationError(_("Please leave the hidden box empty and send the form again."), code="trap")
