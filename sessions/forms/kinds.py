"""What a leader is asked follows from what it is: an open day has a day and no rhythm, a course has a last day."""

from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.forms.starters import TOPICS, from_topic, like, look_round
from sessions.models import Programme

Kind, Rhythm = Programme.Kind, Programme.Rhythm
NAMES: dict[str, str | Promise] = {
    Kind.GROUP: _("A group"),
    Kind.COURSE: _("A course"),
    Kind.CLINIC: _("A clinic"),
    Kind.OPEN_DAY: _("An open day or a get-together"),
    Kind.TRIP: _("A trip or an outing"),
    Kind.TASTER: _("Visits to look round"),
}
"""What a leader may open, in few words."""


OWN = ("goes_with", "for_parents", "late_joining", "by_invitation", "risks", "question", "materials")
"""Boxes that only some kinds have."""


@dataclass(frozen=True)
class Shape:
    """How the form of one kind differs: boxes of its own, boxes left out or needed, other words, fixed answers."""

    has: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    labels: dict[str, Any] = field(default_factory=dict)
    hints: dict[str, Any] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)

    def cut(self, form: forms.Form) -> None:
        """Make the form so."""
        for name in (*(set(OWN) - set(self.has)), *self.leaves_out):
            form.fields.pop(name, None)
        for name in self.needs:
            if name in form.fields:
                form.fields[name].required = True
        for name, words in self.labels.items():
            if name in form.fields:
                form.fields[name].label = words
        for name, words in self.hints.items():
            if name in form.fields:
                form.fields[name].help_text = words


ONCE = ("rhythm", "weekday", "nth", "last_day", "term_time", "bank_holidays", "frames")
ONE_DAY = Shape(
    leaves_out=ONCE,
    needs=("first_day",),
    labels={"name": _("What is it called?"), "first_day": _("On which day?")},
    hints={"first_day": ""},
    fixed={"rhythm": Rhythm.ONCE, "term_time": False},
)
OPEN_DAY = replace(
    ONE_DAY,
    has=("for_parents",),
    labels=ONE_DAY.labels | {"for_parents": _("It is for parents: they may come without a child")},
    hints=ONE_DAY.hints | {"for_parents": _("For a parents’ meeting or a catch-up.")},
)
SHAPES: dict[str, Shape] = {
    Kind.GROUP: Shape(has=("by_invitation",)),
    Kind.COURSE: Shape(
        has=("for_parents", "late_joining", "by_invitation", "question", "materials"),
        leaves_out=("weekday", "term_time", "bank_holidays", "frames"),
        needs=("first_day",),
        labels={"name": _("Name of the course"), "last_day": _("Last day, if it has more than one")},
        hints={"first_day": _("Families take a place on all dates, from the first day to the last, in one go.")},
        fixed={"term_time": False},
    ),
    Kind.OPEN_DAY: OPEN_DAY,
    Kind.TRIP: Shape(
        has=("risks",),
        leaves_out=ONCE,
        needs=("first_day",),
        labels=ONE_DAY.labels
        | {
            "venue": _("Where do you meet?"),
            "play": _("What will we do?"),
            "bring": _("Kit list: what does everybody bring?"),
            "weather": _("In which weather does it go ahead?"),
        },
        hints={"first_day": ""},
        fixed=ONE_DAY.fixed,
    ),
    Kind.TASTER: Shape(
        has=("goes_with",),
        labels={"name": _("What do you call these visits?"), "families_limit": _("Most families at one visit")},
        hints={"heads_limit": _("These places are extra: they take none away from the group in the same room.")},
    ),
}


def shape_of(kind: str) -> Shape:
    """A weekly group is asked everything."""
    return SHAPES.get(kind, Shape())


class KindForm(forms.Form):
    """Which kind somebody has chosen before the boxes open."""

    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    topic = forms.ChoiceField(choices=TOPICS.items(), required=False)
    like = forms.UUIDField(required=False)

    def chosen(self) -> str:
        """The kind, or nothing."""
        return self._said("kind")

    def begin(self, groups: QuerySet[Programme]) -> Programme:
        """A blank sheet, or one that is filled in: from the starter list, or like one of the leader's own."""
        if topic := self._said("topic"):
            return from_topic(topic)
        other = groups.filter(code=code).first() if (code := self._said("like")) else None
        if other is None:
            return Programme()
        return look_round(other) if self.chosen() == Kind.TASTER else like(other)

    def _said(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""
