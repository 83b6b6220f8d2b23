"""Every field of every model says what happens to it when a person leaves (DESIGN, law 8).

Each model has an inner class `Personal` with
    basis   why we may keep it (TRUST §4.1)
    kept    for how long, in words the privacy notice prints
    erase   {field: value it is blanked with}: the personal fields; `None` clears, `DELETE` means the row goes
    keep    {field, …}: fields that say nothing about a person once the others are blanked
A house test fails when a field is in neither or in both.
"""

from typing import Any, Final

from django.apps import apps
from django.db.models import Model

DELETE: Final = object()
OURS = ("audit", "outbox", "accounts", "families", "groupsessions", "signposting", "volunteers", "portal")


def our_models() -> list[Any]:
    """Every model of the house."""
    return [model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=False)]


def unclassed(model: type[Model]) -> set[str]:
    """Names that the model's `Personal` leaves out, names twice or invents."""
    fields = {field.name for field in model._meta.local_concrete_fields}
    personal: Any = getattr(model, "Personal", None)
    if personal is None:
        return fields or {"Personal"}
    erase, keep = set(personal.erase), set(personal.keep)
    return (fields ^ (erase | keep)) | (erase & keep)
