"""Doing what a form asks for, and letting the form say why not."""

from collections.abc import Callable

from django.forms import BaseForm

from groupsite.kit.errors import Refused, tell


def done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Was it done? A rule that says no says so on the form."""
    try:
        act()
    except Refused as no:
        tell(form, no)
        return False
    return True
