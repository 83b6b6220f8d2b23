"""What may be asked of our own feed, and a plain word about what cannot be answered."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from groupsite.kit.errors import Refused
from signposting.familyhub import positions, schedules

USUAL, MOST = 50, 200
NEARBY = 5_000
"""Metres around a postcode when nobody says how many."""
FURTHEST = 100_000
UNANSWERED = {"minimal": "not supported: every row of the list is short already"}


class WholeField(forms.IntegerField):
    """Digits and nothing else: `1.0` and `+1` are for people, not for machines."""

    def to_python(self, value: Any) -> int | None:
        """The number, or what is wrong with it."""
        text = str(value or "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 16):
            raise ValidationError("a whole number from 1")
        return int(text) if text else None

    def validate(self, value: Any) -> None:
        """Counting starts at one."""
        if value is not None and value < 1:
            raise ValidationError("a whole number from 1")


class NumberField(forms.FloatField):
    """An age in years."""

    default_error_messages = {"invalid": "a number of years"}


def _bad(words: str) -> dict[str, str]:
    return {"invalid": words, "invalid_choice": words}


class PageQuery(forms.Form):
    """Which page, and how long."""

    page = WholeField(required=False)
    per_page = WholeField(required=False)
    format = forms.ChoiceField(
        required=False, choices=[("json", "json")], error_messages=_bad("only json is spoken here")
    )

    def clean(self) -> dict[str, Any]:
        """A parameter that is there says something; what we cannot do is said and not passed over."""
        for name in self.data:
            if name in UNANSWERED:
                raise ValidationError({"__all__": f"{name}: {UNANSWERED[name]}"})
            if name in self.fields and not self.data[name].strip():
                self.add_error(name, "is empty")
        found: dict[str, Any] = self.cleaned_data
        return found

    @property
    def number(self) -> int:
        """The page asked for."""
        return int(self.cleaned_data["page"] or 1)

    @property
    def per(self) -> int:
        """Rows a page; more than we ever give is no mistake, and gets as many as we give."""
        return min(self.cleaned_data["per_page"] or USUAL, MOST)

    def checked(self) -> Self:
        """Itself, when all of it can be answered; else the first thing that cannot, with its name."""
        for name, said in self.errors.items():
            raise Refused(said[0] if name == "__all__" else f"{name}: {said[0]}", code="bad_query")
        return self


class ServiceQuery(PageQuery):
    """Which services."""

    search = forms.CharField(required=False, max_length=200)
    taxonomy_id = forms.UUIDField(required=False, error_messages=_bad("a UUID"))
    taxonomy_term_id = forms.UUIDField(required=False, error_messages=_bad("a UUID"))
    organization_id = forms.UUIDField(required=False, error_messages=_bad("a UUID"))
    minimum_age = NumberField(required=False, min_value=0, max_value=130)
    maximum_age = NumberField(required=False, min_value=0, max_value=130)
    start_time = forms.TimeField(required=False, error_messages=_bad("a time like 09:30"))
    end_time = forms.TimeField(required=False, error_messages=_bad("a time like 09:30"))
    day = forms.CharField(required=False, max_length=20)
    postcode = forms.CharField(required=False, max_length=10)
    proximity = WholeField(required=False)
    modified_after = forms.DateTimeField(required=False, error_messages=_bad("a moment like 2026-01-31T09:30:00Z"))
    full = forms.ChoiceField(
        required=False, choices=[("true", "true"), ("false", "false")], error_messages=_bad("true or false")
    )

    def clean_day(self) -> str:
        """Its two letters, however it was written."""
        said = self.cleaned_data["day"]
        days, odd = schedules.spoken_days(said) if said else ([], False)
        if odd or len(days) > 1 or (days and days[0] not in schedules.DAYS):
            raise ValidationError("one day of the week, like MO or Monday")
        return days[0] if days else ""

    def clean_postcode(self) -> positions.Area | None:
        """Where it is."""
        said = self.cleaned_data["postcode"]
        area = positions.area_of(positions.postcode(said)) if said else None
        if said and area is None:
            raise ValidationError("not one we know the place of")
        return area

    def clean(self) -> dict[str, Any]:
        """A distance is from somewhere."""
        found = super().clean()
        if found.get("proximity") and not self.data.get("postcode"):
            self.add_error("proximity", "needs a postcode to measure from")
        if (found.get("proximity") or 0) > FURTHEST:
            self.add_error("proximity", f"at most {FURTHEST} metres")
        if found.get("postcode") and not found.get("proximity"):
            found["proximity"] = NEARBY
        return found
