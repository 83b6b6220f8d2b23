"""What phones tell that had no signal: a queue of things, each with its key and its moment (docs/decisions/0008)."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django import forms
from django.utils.dateparse import parse_datetime

T = TypeVar("T")
MOST = 500
"""So many things in one sending; a phone with more sends twice."""


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


def read(queue: Iterable[Any], reader: Callable[[Any], T]) -> Iterable[T]:
    """What makes sense of it; the rest is left out."""
    for thing in queue:
        try:
            yield reader(thing)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue


def moment(text: str) -> datetime:
    """A moment as a phone writes it; ValueError for anything else."""
    at = parse_datetime(text)
    if at is None or at.tzinfo is None:
        raise ValueError(text)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # at the two ends of time
        raise ValueError(text) from None
