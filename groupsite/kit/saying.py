"""What became of a press, said at the top of the next page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from groupsite.kit.errors import Refused


@contextmanager
def said_to(request: HttpRequest, done: Any = "") -> Iterator[None]:
    """A rule that says no inside is told in its own words; otherwise `done` is, if there is anything to say."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        if done:
            messages.success(request, done)
