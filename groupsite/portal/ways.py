"""What a home is made of: one thing to do, and a way on."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class ToDo:
    """The one thing that would help most now."""

    text: str | Promise
    button: str | Promise
    href: str


@dataclass(frozen=True)
class Way:
    """A way on, and what is there."""

    label: str | Promise
    text: str | Promise
    icon: str
    view_name: str

    @property
    def href(self) -> str:
        """Its address."""
        return reverse(self.view_name)
