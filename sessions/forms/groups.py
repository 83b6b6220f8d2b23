"""What a leader fills in for a group and a hall."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, PageForm, SureForm
from sessions.forms.kinds import NAMES, shape_of
from sessions.forms.starters import TOPICS
from sessions.models import Idea, Programme, Term, Venue
from sessions.queries.timetable import groups_led_by
from sessions.services import group_news
from sessions.services import groups as services
from sessions.words import price

NUMBER = {"inputmode": "numeric", "class": "short-box"}
MOST_BANDS = 3


class Number(forms.IntegerField):
    """A number typed by hand."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"min_value": 0, "max_value": 1000, "widget": forms.TextInput(NUMBER)}
        super().__init__(**usual | kwargs)


class WallTime(forms.Field):
    """9:30, 9.30am, 1pm: a time as people write it."""

    default_error_messages = {"invalid": _("Enter a time, like 9:30 or 1:30pm.")}

    def __init__(self, **kwargs: Any) -> None:
        box = {"class": "short-box", "autocomplete": "off", "maxlength": "8"}
        super().__init__(widget=forms.TextInput(box), **kwargs)

    def to_python(self, value: Any) -> Any:
        """The time that was meant."""
        said = re.sub(r"\s", "", str(value or "")).lower().replace(".", ":")
        for shape in ("%H:%M", "%I:%M%p", "%I%p", "%H") if said else ():
            try:
                return datetime.strptime(said, shape).time()  # noqa: DTZ007  a time on the wall has no zone
            except ValueError:
                continue
        if said:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return None

    def prepare_value(self, value: Any) -> Any:
        """As it stood in the box."""
        return f"{value:%-H:%M}" if isinstance(value, time) else value


class BandForm(PageForm):
    """A limit for children of some ages."""

    all_optional = True
    name = forms.CharField(label=_("What you call these ages"), max_length=40)
    from_months = Number(label=_("From how many months"), max_value=216)
    to_months = Number(label=_("Younger than, in months"), max_value=216)
    limit = Number(label=_("At most how many children"))

    def clean_to_months(self) -> int:
        """Above where it begins."""
        to_months: int = self.cleaned_data["to_months"]
        if to_months <= self.cleaned_data.get("from_months", -1):
            raise ValidationError(_("The oldest age has to be above the youngest."))
        return to_months


def words(rows: int = 3) -> forms.Textarea:
    """A box for some lines."""
    return forms.Textarea({"rows": rows})


class GroupForm(SureForm):
    """A group on one page. Most boxes have an answer already."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    summary = forms.CharField(label=_("What is it, in one sentence?"), max_length=200)
    venue = forms.ModelChoiceField(label=_("Where?"), queryset=Venue.objects.none(), empty_label=None)
    rhythm = forms.ChoiceField(label=_("How often?"), choices=Programme.Rhythm.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=_("On which day?"), choices=Programme.Weekday.choices, coerce=int)
    nth = forms.TypedChoiceField(
        label=_("If once a month: which one of the month?"),
        choices=[("", _("Not once a month")), *Programme.Nth.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts = WallTime(label=_("When does it start?"), help_text=_("For example: 9:30 or 1:30pm."))
    ends = WallTime(label=_("When does it end?"))
    first_day = DateBoxes(
        label=_("First day"), required=False, help_text=_("Needed if it runs only once or every other week.")
    )
    last_day = DateBoxes(label=_("Last day, if it ends"), required=False)
    term_time = forms.BooleanField(label=_("It runs in term time only"), required=False)
    bank_holidays = forms.BooleanField(label=_("It runs on bank holidays, too"), required=False)
    from_months = Number(label=_("Youngest age, in months"), max_value=216)
    to_months = Number(label=_("For children younger than, in months"), help_text=_("60 is five years."), max_value=216)
    heads_limit = Number(label=_("Most people in the room"), help_text=_("Count everybody: babies and helpers, too."))
    families_limit = Number(label=_("Most families"), required=False, min_value=1)
    helpers = Number(label=_("How many helpers are in the room?"))
    release_after = Number(
        label=_("How many minutes do you keep the places of a family that is late?"),
        help_text=_("Then you may pass them on at the door, with one button."),
        max_value=120,
    )
    price = forms.DecimalField(
        label=_("Price for a family, in pounds"),
        help_text=_("0 is free."),
        min_value=0,
        max_value=300,
        decimal_places=2,
        widget=forms.TextInput(NUMBER | {"inputmode": "decimal"}),
    )
    play = forms.CharField(label=_("What will we play?"), required=False, widget=words(), max_length=2000)
    expect = forms.CharField(
        label=_("What to expect on a first visit"), required=False, widget=words(), max_length=2000
    )
    bring = forms.CharField(label=_("What to bring"), required=False, widget=words(), max_length=2000)
    weather = forms.CharField(
        label=_("If it is outdoors: in which weather does it run?"),
        help_text=_("For example: We play in rain. In a storm we ring you by 8am."),
        required=False,
        widget=words(2),
        max_length=500,
    )
    goes_with = forms.ModelChoiceField(
        label=_("Which group do families look at?"), queryset=Programme.objects.none(), required=False
    )
    for_parents = forms.BooleanField(
        label=_("It is for parents to learn"),
        help_text=_("It shows on “Learning for you”. Parents may come without a child."),
        required=False,
    )
    late_joining = forms.BooleanField(label=_("Families may join after it has begun"), required=False)
    by_invitation = forms.BooleanField(
        label=_("You give the places: only families you ask can book"),
        help_text=_(
            "Families you ask see it and book it like any other. Others read “Ask us for a place” where the number of"
            " places left would stand. Nobody sees whom you asked."
        ),
        required=False,
    )
    risks = forms.CharField(
        label=_("What could go wrong, and what do you do about it?"),
        help_text=_("Families read this and agree to it when they book. We keep their yes with these words."),
        required=False,
        widget=words(5),
        max_length=3000,
    )
    question = forms.CharField(
        label=_("A short question, asked before and after"),
        help_text=_("Answered from 1 to 5, such as: How sure do you feel when your child chokes? You see totals only."),
        required=False,
        max_length=150,
    )
    materials = forms.CharField(
        label=_("What families can read once they have come"), required=False, widget=words(5), max_length=8000
    )
    leaders = forms.ModelMultipleChoiceField(
        label=_("Who leads it?"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    discreet = forms.BooleanField(
        label=_("Leave its name out of letters"),
        help_text=_("Somebody else may see the screen."),
        required=False,
    )
    frames = forms.CharField(
        label=_("Which of your websites may show its dates?"),
        help_text=_("One address a line, such as https://www.example.org."),
        required=False,
        widget=words(2),
    )

    tell = forms.BooleanField(required=False, widget=forms.HiddenInput)

    WHEN = ("venue", "rhythm", "weekday", "nth", "starts", "ends", "first_day", "last_day")
    SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("What it is"), ("name", "summary", "goes_with", "for_parents")),
        (_("When and where"), (*WHEN, "term_time", "bank_holidays")),
        (_("For whom, and how many"), ("from_months", "to_months", "heads_limit", "families_limit", "helpers")),
        (_("Booking"), ("late_joining", "by_invitation", "release_after", "price")),
        (_("What families read"), ("play", "expect", "bring", "weather", "risks", "question", "materials")),
        (_("Who looks after it"), ("leaders", "discreet", "frames")),
    )

    def __init__(self, programme: Programme, *, by: User, kind: str = "", data: Any = None) -> None:
        self.programme = programme
        self.has_dates = bool(programme.pk and programme.occurrences.upcoming().exists())
        programme.kind = programme.kind if self.has_dates else kind or programme.kind
        super().__init__(data, initial=_initial(programme, by))
        leaders = User.objects.filter(is_active=True, roles__overlap=[Role.LEADER, Role.COORDINATOR])
        self.fields["leaders"].queryset = leaders.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["venue"].queryset = Venue.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["goes_with"].queryset = groups_to_look_at(by)  # type: ignore[attr-defined]
        self.shape = shape_of(programme.kind)
        self.shape.cut(self)
        for name in self.WHEN if self.has_dates else ():
            self.fields.pop(name, None)  # families have booked: these change through a page that shows who is affected
        self.bands = [
            BandForm(data, prefix=f"band{n}", initial=band, empty_permitted=True, use_required_attribute=False)
            for n, band in enumerate(_bands(programme))
        ]

    @property
    def sections(self) -> Iterator[tuple[Any, list[Any]]]:
        """The boxes under their headings."""
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]

    @property
    def topics(self) -> list[tuple[str, Any]]:
        """A starter list, for a course that is new."""
        return list(TOPICS.items()) if self.programme.kind == "course" and not self.programme.pk else []

    @property
    def kinds(self) -> list[tuple[str, Any, bool]]:
        """What else it may be, and which it is; nothing once families can book it."""
        return [] if self.has_dates else [(kind, name, kind == self.programme.kind) for kind, name in NAMES.items()]

    def clean_frames(self) -> list[str]:
        """Origins: a scheme, a host, nothing behind."""
        return [_origin(line.strip()) for line in self.cleaned_data["frames"].splitlines() if line.strip()]

    def is_valid(self) -> bool:
        """The group and every limit that was begun."""
        return all([super().is_valid(), *(band.is_valid() for band in self.bands)])

    def _values(self) -> dict[str, Any]:
        values = self.said | self.shape.fixed | {"kind": self.programme.kind}
        for name in ("leaders", "tell"):
            del values[name]
        values["price_pence"] = round(values.pop("price") * 100)
        return values

    def _limits(self) -> list[dict[str, Any]]:
        return [band.cleaned_data for band in self.bands if band.cleaned_data.get("name")]

    def touches(self) -> group_news.Touched | None:
        """Whom it touches who has booked; none when nothing they notice is different, it is sure, or refused."""
        if not self.has_dates or self.is_sure or not self.changes:
            return None
        try:
            services.check_group(self.programme, self._values())
        except Refused as no:
            tell(self, no)
            return None
        touched = group_news.touched(self.programme)
        return touched if touched.families else None

    @cached_property
    def changes(self) -> list[tuple[Any, str, str]]:
        """What families would notice: the name of the box, what it says now, and what it is to say."""
        values, limits = self._values(), self._limits()
        there = list(self.programme.bands.values()) if self.programme.pk else []
        news = {name: (getattr(self.programme, name, None), values.get(name)) for name in group_news.MATTERS}
        news[group_news.BANDS] = (there, limits)
        return [
            (_label(self, name), _said(name, news[name][0]), _said(name, news[name][1]))
            for name in group_news.changed(self.programme, values, limits)
        ]

    def save(self, *, by: User, idea: Idea | None = None) -> bool:
        """Keep it; a rule that says no is told by its box."""
        given = {name: self.cleaned_data[name] for name in ("leaders", "tell")}
        try:
            services.save_group(self.programme, self._values(), bands=self._limits(), by=by, idea=idea, **given)
        except Refused as no:
            tell(self, no)
            return False
        return True


def _label(form: GroupForm, name: str) -> Any:
    if name == group_news.BANDS:
        return _("Limits for some ages")
    return form["price" if name == "price_pence" else name].label


def _said(name: str, value: Any) -> str:
    """As a leader reads it."""
    if name == "price_pence":
        return price(value)
    if name == group_news.BANDS:
        ages = _("%(name)s, from %(from_months)s to %(to_months)s months: %(limit)s")
        return "\n".join(str(ages) % band for band in value) or "–"
    return "–" if value in {None, ""} else str(value)


def groups_to_look_at(by: User) -> QuerySet[Programme]:
    """Groups that visits to look round may belong to."""
    return groups_led_by(by).filter(kind=Programme.Kind.GROUP, by_invitation=False).order_by("name", "pk")


def _initial(programme: Programme, by: User) -> dict[str, Any]:
    names = [name for _title, names in GroupForm.SECTIONS for name in names]
    known = {name: getattr(programme, name) for name in names if name not in {"leaders", "frames", "price", "venue"}}
    known["goes_with"] = programme.goes_with_id
    known |= {"frames": "\n".join(programme.frames), "price": f"{programme.price_pence / 100:.2f}".removesuffix(".00")}
    known["venue"] = programme.venue_id
    if programme.pk:
        return known | {"venue": programme.venue_id, "leaders": list(programme.leaders.values_list("pk", flat=True))}
    return known | {"leaders": [by.pk], "term_time": Term.objects.exists()}


def _bands(programme: Programme) -> Sequence[dict[str, Any]]:
    there: list[Any] = list(programme.bands.values("name", "from_months", "to_months", "limit")) if programme.pk else []
    return [*there, *({} for _n in range(max(1, MOST_BANDS - len(there))))]


def _origin(said: str) -> str:
    parts = urlsplit(said)
    if parts.scheme != "https" or not parts.hostname or not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc.lower()):
        raise ValidationError(_("Enter addresses that begin with https://, like https://www.example.org."))
    return f"https://{parts.netloc.lower()}"


class VenueForm(PageForm):
    """A hall."""

    name = forms.CharField(label=_("Name of the place"), max_length=120)
    address = forms.CharField(label=_("Address"), max_length=300)
    postcode = forms.CharField(label=_("Postcode"), max_length=8, widget=forms.TextInput({"class": "short-box"}))
    fire_limit = Number(
        label=_("Fire limit: most people in the room"),
        help_text=_("The hall can tell you. Babies and helpers count."),
        min_value=2,
    )
    finding_us = forms.CharField(
        label=_("How do people find it?"),
        help_text=_("Which door, where to leave a buggy, parking, buses."),
        required=False,
        widget=words(),
    )
    access = forms.CharField(
        label=_("Access"), help_text=_("Steps, toilets, changing, hearing loop."), required=False, widget=words()
    )

    def __init__(self, venue: Venue, data: Any = None) -> None:
        self.venue = venue
        super().__init__(data, initial={name: getattr(venue, name) for name in self.base_fields} if venue.pk else {})

    def save(self, *, by: User) -> bool:
        """Keep it; a rule that says no is told by its box."""
        try:
            services.save_venue(self.venue, self.cleaned_data, by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True
