"""What phones tell: ticks and notes made at the door, perhaps without a signal, each with its key and its moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit import phones
from groupsite.kit.forms import PageForm
from sessions.models import Presence
from sessions.services.pairs import Paired
from sessions.services.presses import Noted, Said

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
            return phones.moment(self.cleaned_data["since"]) if self.is_valid() else None
        except ValueError:
            return None


class SettleForm(forms.Form):
    """Which note is dealt with."""

    note = forms.IntegerField(required=False, max_value=LARGEST)

    def row(self) -> int:
        """The note; none is nought."""
        return (self.cleaned_data.get("note") if self.is_valid() else None) or 0


class QueueForm(phones.QueueForm):
    """The queue of a phone at the door."""

    def said(self) -> list[Said]:
        """The ticks among it."""
        return list(phones.read(self.cleaned_data["queue"], _tick))

    def paired(self) -> list[Paired]:
        """Whom children are with, among it."""
        return list(phones.read(self.cleaned_data["queue"], _pair))

    def noted(self) -> list[Noted]:
        """The notes among it."""
        return list(phones.read(self.cleaned_data["queue"], _note))


def _tick(thing: Any) -> Said:
    head = thing.get("head")
    return Said(
        key=UUID(thing["key"]),
        booking=_number(thing["booking"]),
        head=None if head is None else _number(head),
        says=Presence(thing["says"]).value,
        at=phones.moment(thing["at"]),
    )


def _pair(thing: Any) -> Paired:
    return Paired(
        key=UUID(thing["key"]),
        booking=_number(thing["booking"]),
        child=_number(thing["head"]),
        adult=_number(thing["beside"]),
        at=phones.moment(thing["at"]),
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
    return Noted(UUID(thing["key"]), form.cleaned_data["names"], form.cleaned_data["heads"], phones.moment(thing["at"]))
