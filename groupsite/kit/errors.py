"""What a rule says when it says no."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm


class Refused(Exception):
    """A rule said no. The message is a whole, kind sentence that names the limit and what to do."""

    def __init__(self, message: Any, *, code: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


def tell(form: BaseForm, refusal: Refused) -> None:
    """Say the refusal on the form, by its field when the form has that field."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, ValidationError(refusal.message, code=refusal.code))
