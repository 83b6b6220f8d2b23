"""Every field of every model says what happens to it when a person leaves (DESIGN, law 8).

Each model has an inner class `Personal` with
    basis   why we may keep it (TRUST §4.1)
    kept    for how long, in words the privacy notice prints
    erase   {field: value it is blanked with}: the personal fields; `None` clears, `DELETE` means the row goes
    keep    {field, …}: fields that say nothing about a person once the others are blanked
and, where the row is about somebody,
    whose   {label of a model: lookups from here to it}, such as {"families.family": ("booking__family",)}; a lookup
            that is a text field holds a `groupsite.kit.refs` reference, one that is an e-mail field an address
    terms   when what goes by itself, night by night
    life    {label: (lookup, moments)}: these moments show that the other row is still in use
    others  fields that somebody may see of rows that are another adult's
    managed True where only the one who says who belongs may take the rows along
    told    False where an export leaves the table out, and why in `kept`
A house test fails when a field is in neither of `erase` and `keep`, in both, or when a lookup leads nowhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db.models import CharField, EmailField, Model, Q, QuerySet

from groupsite.kit.refs import ref

DELETE: Final = object()
LIBRARY = ("account.emailaddress", "mfa.authenticator", "usersessions.usersession")
"""Tables of the sign-in library that hold something personal; `groupsite.accounts.library` classes them."""
OURS = ("audit", "outbox", "accounts", "families", "groupsessions", "signposting", "volunteers", "portal")


@dataclass(frozen=True)
class Term:
    """So long after the latest of these moments, what is named goes: some fields, or the row as on leaving.

    Months are calendar months and never end early: a month after 31 January is 1 March.
    """

    since: tuple[str, ...]
    days: int = 0
    months: int = 0
    fields: frozenset[str] = field(default_factory=frozenset)
    only: Q = field(default_factory=Q)


def our_models() -> list[Any]:
    """Every model of the house."""
    ours = [model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=False)]
    return [*ours, *map(apps.get_model, LIBRARY)]


def unclassed(model: type[Model]) -> set[str]:
    """Names that the model's `Personal` leaves out, names twice or invents."""
    fields = {field.name for field in model._meta.local_concrete_fields}
    personal: Any = getattr(model, "Personal", None)
    if personal is None:
        return fields or {"Personal"}
    erase, keep = set(personal.erase), set(personal.keep)
    return (fields ^ (erase | keep)) | (erase & keep)


def is_told(model: Any) -> bool:
    """Does an export have this table?"""
    return bool(getattr(model.Personal, "told", True))


def personal(model: Any, what: str, default: Any) -> Any:
    """One of the things a model says of itself."""
    return getattr(model.Personal, what, default)


def rows_about(model: Any, subjects: Iterable[Model]) -> QuerySet[Any]:
    """The rows of a table that are about any of these rows."""
    whose: Mapping[str, tuple[str, ...]] = personal(model, "whose", {})
    found = Q(pk__in=[])
    for subject in subjects:
        for lookup in whose.get(subject._meta.label_lower, ()):
            found |= Q(**_is_about(model, lookup, subject))
    return model._default_manager.filter(pk__in=model._default_manager.filter(found).values("pk"))


def _is_about(model: Any, lookup: str, subject: Any) -> dict[str, Any]:
    field = None if "__" in lookup or lookup == "pk" else model._meta.get_field(lookup)
    if isinstance(field, EmailField):
        return {f"{lookup}__iexact": subject.email}
    return {lookup: ref(subject) if isinstance(field, CharField) else subject.pk}


def forget(rows: QuerySet[Any], fields: Iterable[str] = ()) -> int:
    """Blank these fields of the rows, or do what leaving means for them; how many rows."""
    erase: Mapping[str, Any] = rows.model.Personal.erase
    named = set(fields) or set(erase)
    if any(erase[name] is DELETE for name in named):
        before = rows.count()
        rows.delete()
        return before
    return rows.update(**{name: _blank(erase[name]) for name in named}) if named else 0


def _blank(value: Any) -> Any:
    return value() if isinstance(value, Callable) else value  # type: ignore[arg-type]
