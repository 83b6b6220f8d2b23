"""What phones tell: ticks and notes made at the door, perhaps without a signal, each with its key and its moment."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import PageForm
from sessions.models import Presence
from sessions.services.presses import Noted, Said

MOST = 500
"""So many things in one sending; a phone with more sends twice."""
MOST_HEADS = 20
LARGEST = 2**63 - 1


class NoteForm(PageForm):
    """People nobody has on a list: two boxes, and they count."""

    names = forms.CharField(label=_("First names"), max_length=200)
    heads = forms.IntegerField(label=_("How many people"), min_value=1, max_value=MOST_HEADS, initial=2)


class SinceForm(forms.Form):
    """When the page that is open was made."""

    since = forms.CharField(required=False, max_length=40)

    def moment(self) -> datetime | None:
        """That moment; none when nobody asked, or it makes no sense."""
        try:
            return _moment(self.cleaned_data["since"]) if self.is_valid() else None
        except ValueError:
            return None


class SettleForm(forms.Form):
    """Which note is dealt with."""

    note = forms.IntegerField(required=False, max_value=LARGEST)

    def row(self) -> int:
        """The note; none is nought."""
        return (self.cleaned_data.get("note") if self.is_valid() else None) or 0


class QueueField(forms.JSONField):
    """JSON as it comes from anywhere: numbers without end and boxes in boxes are as unreadable as no JSON at all."""

    def to_python(self, value: Any) -> Any:
        """What it says; an error of the form whatever is wrong with it."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError("unreadable", code="invalid") from None


class QueueForm(forms.Form):
    """The queue of one person's phone. Whose it is stands in it, so that nobody sends what another pressed."""

    who = forms.UUIDField()
    queue = QueueField()

    def clean_queue(self) -> list[Any]:
        """A list of things, and not too long."""
        queue = self.cleaned_data["queue"]
        if not isinstance(queue, list) or len(queue) > MOST:
            raise forms.ValidationError("a list", code="list")
        return queue

    def said(self) -> list[Said]:
        """The ticks among it."""
        return list(_read(self.cleaned_data["queue"], _tick))

    def noted(self) -> list[Noted]:
        """The notes among it."""
        return list(_read(self.cleaned_data["queue"], _note))


def _read(queue: Iterable[Any], reader: Any) -> Iterable[Any]:
    for thing in queue:
        try:
            yield reader(thing)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue


def _moment(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None or at.tzinfo is None:
        raise ValueError(text)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # at the two ends of time
        raise ValueError(text) from None


def _tick(thing: Any) -> Said:
    head = thing.get("head")
    return Said(
        key=UUID(thing["key"]),
        booking=_number(thing["booking"]),
        head=None if head is None else _number(head),
        says=Presence(thing["says"]).value,
        at=_moment(thing["at"]),
    )


def _number(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number <= LARGEST:
        raise ValueError(number)
    return number


def _note(thing: Any) -> Noted:
    form = NoteForm({"names": thing["names"], "heads": thing["heads"]})
    if not form.is_valid():
        raise ValueError(thing)
    form.cleaned_data["names"].encode()  # half a sign cannot be written down: a ValueError, too
    return Noted(UUID(thing["key"]), form.cleaned_data["names"], form.cleaned_data["heads"], _moment(thing["at"]))
