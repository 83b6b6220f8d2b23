"""The search of the directory: words in one box, and boxes to narrow by that show only what some entry answers."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.forms import PageForm
from groupsite.kit.templatetags.kit import day as day_in_words
from signposting import search_words
from signposting.facets import FREE, LANGUAGE
from signposting.familyhub.schedules import DAYS
from signposting.queries.directory import Wish
from signposting.queries.vocabulary import Vocabulary
from signposting.rules.typed_words import TODAY, area_named

WHOLE_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d)[a-z]{2}\b", re.I)
AGES = [
    ("", _("Any age")), ("0", _("Under 1")), ("1", _("1 year")), ("2", _("2 years")), ("3", _("3 years")),
    ("4", _("4 years")), ("5", _("5 years or older")),
]  # fmt: skip
KEPT = ("q", "age", "day", "part", "free", "needs", "open_to", "language")


def next_days() -> list[tuple[str, Any]]:
    """Today, and the days of the week, the next one first."""
    days = [clock.today() + timedelta(days=ahead) for ahead in range(1, 8)]
    return [(TODAY, _("Today")), *((DAYS[day.weekday()], day_in_words(day)) for day in days)]


def _several(label: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


class SearchForm(PageForm):
    """What a parent is looking for. Whatever is odd in the address is left aside, never an error."""

    all_optional = True
    q = forms.CharField(label=_("What are you looking for?"), required=False, max_length=100)
    near = forms.CharField(
        label=_("Near which postcode?"), required=False, max_length=10,
        help_text=_("The first half, like BS5, is enough. We keep only the area, on this device, until you close it."),
        widget=forms.TextInput({"class": "short-box", "autocomplete": "postal-code"}),
    )  # fmt: skip
    age = forms.TypedChoiceField(label=_("Child’s age"), required=False, coerce=int, empty_value=None, choices=AGES)
    day = _several(_("Day"), lazy(next_days, list))
    part = _several(_("Time of day"), list(search_words.PARTS.items()))
    free = forms.BooleanField(label=_("Only what is free"), required=False)
    needs = _several(_("It must have"))
    open_to = _several(_("Open to"))
    language = _several(_("Languages spoken"))
    page = forms.IntegerField(required=False, min_value=1, max_value=1000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, there: Vocabulary | None = None, area: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        self.fields["near"].initial = area
        self._offer(there.facets if there else frozenset([*search_words.NEEDS, *search_words.OPEN_TO]))

    def _offer(self, facets: frozenset[str]) -> None:
        """A box that no entry answers is not shown."""
        spoken = sorted(name for name in facets if name.startswith(LANGUAGE))
        offers: dict[str, list[tuple[str, Any]]] = {
            "part": [(name, label) for name, label in search_words.PARTS.items() if name in facets],
            "needs": [(name, label) for name, label in search_words.NEEDS.items() if name in facets],
            "open_to": [(name, label) for name, label in search_words.OPEN_TO.items() if name in facets],
            "language": [(name.removeprefix(LANGUAGE), search_words.language(name)) for name in spoken],
        }
        for name, choices in offers.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
        if FREE not in facets:
            del self.fields["free"]

    def clean_near(self) -> str:
        """The area round it, never the whole of it."""
        given = self.cleaned_data["near"]
        area = area_named(given) if given else ""
        if given and not area:
            words = now_in_words("We do not know this postcode. Enter it like BS5 0AX, or only the first half.")
            raise forms.ValidationError(words)
        return area

    def clean_q(self) -> str:
        """The words without the end of a postcode: it goes into no address and no log."""
        return WHOLE_POSTCODE.sub(_only_area, self.cleaned_data["q"])

    def wish(self) -> Wish:
        """The parts that could be understood."""
        self.is_valid()
        given = self.cleaned_data
        return Wish(
            words=given.get("q", ""), age=given.get("age"), free=bool(given.get("free")),
            days=tuple(given.get("day", ())), parts=tuple(given.get("part", ())), area=self.area,
            needs=tuple(given.get("needs", ())), open_to=tuple(given.get("open_to", ())),
            languages=tuple(given.get("language", ())), page=given.get("page") or 1,
        )  # fmt: skip

    @property
    def carried(self) -> str:
        """What was asked, for an address: all but the place."""
        given = {name: self.cleaned_data.get(name) for name in KEPT}
        told = {
            name: "on" if value is True else value
            for name, value in given.items()
            if value not in (None, "", [], False)
        }
        return urlencode(told, doseq=True)

    @property
    def folded(self) -> list[Any]:
        """Boxes that stay folded, so that answers stay in sight on a phone."""
        return [self[name] for name in self.fields if name not in ("q", "page")]


def _only_area(found: re.Match[str]) -> str:
    return area_named(found[0]) and f"{found[1]}".upper()
