"""A reference to any row, kept as text: `families.carer:12`. Used where a lower room points up without importing."""

from typing import TypeVar

from django.apps import apps
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def ref(row: Model) -> str:
    """The reference of a saved row."""
    return f"{row._meta.label_lower}:{row.pk}"


def pk_of(reference: str) -> int:
    """The row number inside a reference."""
    return int(reference.rpartition(":")[2])


def rows(reference: str) -> QuerySet[Model]:
    """A queryset of the one row meant, so that the caller adds its own joins; empty when the row is gone."""
    label, _, pk = reference.rpartition(":")
    return apps.get_model(label)._default_manager.filter(pk=pk)
