"""Everything we know of a person's household, to read and for machines: one ZIP of a page, JSON and spreadsheets.

Another adult's phone, address and letters are theirs alone (TRUST §3); so is everything of a child's other home (M10).
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model, QuerySet
from django.template.loader import render_to_string
from django.utils.text import capfirst

from families.models import Carer, Child, Family
from families.queries import children_for, children_with_open_health, families_managed_by, family_of
from families.services.household import HEALTH
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.csv import safe_cell
from groupsite.kit.personal import is_told, personal, rows_about
from groupsite.portal.data.subjects import tables
from groupsite.portal.data.who_looked import looks

NAMED = {"families.child", "families.carer", "groupsessions.occurrence", "volunteers.shift", "signposting.service"}
"""Rows of these tables are named where another row points at them; the rest are numbers and say nothing."""
SAYS_NOTHING = {"id", "code", "submit_key", "password", "found_by", "session_key", "data", "during"}
FAMILY = "families.family"


@dataclass(frozen=True)
class Sheet:
    """The rows of one table, in words."""

    name: str
    title: str
    header: list[str]
    rows: list[list[Any]]

    @property
    def pairs(self) -> list[list[tuple[str, Any]]]:
        """Each row as what is filled in, for reading."""
        return [
            [pair for pair in zip(self.header, row, strict=True) if pair[1] not in ("", None, [])] for row in self.rows
        ]


@dataclass(frozen=True)
class Reader:
    """Whose export it is, and which children the main carer has closed to them, wholly or in matters of health."""

    user: User
    family: Family | None
    hidden: frozenset[int]
    health_closed: frozenset[int]
    manages: bool

    @classmethod
    def of(cls, user: User) -> Self:
        """By the same questions as the pages ask."""
        family = family_of(user)
        children = set(family.children.values_list("pk", flat=True)) if family else set()
        shown = set(children_for(user).values_list("pk", flat=True))
        with_health = set(children_with_open_health(user).values_list("pk", flat=True))
        manages = families_managed_by(user).exists()
        return cls(user, family, frozenset(children - shown), frozenset(children - with_health), manages)


def everything_about(user: User) -> list[Sheet]:
    """Each table that holds something about this person or their household."""
    reader = Reader.of(user)
    sheets = [_sheet(model, rows_for(model, reader), reader) for model in tables() if is_told(model)]
    return [sheet for sheet in [*sheets, _looks(user)] if sheet.rows]


def rows_for(model: Any, reader: Reader) -> QuerySet[Any]:
    """Rows of a table that this person may take along.

    What hangs on the household is found by the household alone: a child's other home has rows about the child, too.
    """
    if personal(model, "managed", False) and not reader.manages:  # noqa: FBT003  a default, by its name
        return model._default_manager.none()
    whose, family = personal(model, "whose", {}), reader.family
    own: list[Model] = [reader.user, *Carer.objects.filter(user=reader.user)]
    if family is not None and FAMILY in whose:
        rows = rows_about(model, [family, *([] if model is Carer else own)])
    else:
        rows = rows_about(model, [*own, *(family.children.all() if family else [])])
    lookup = "pk" if model is Child else next((field.name for field in model._meta.fields if _is_child(field)), None)
    return rows.exclude(**{f"{lookup}__in": reader.hidden}) if lookup else rows


def _is_child(field: Any) -> bool:
    return field.related_model is Child


def _sheet(model: Any, rows: QuerySet[Any], reader: Reader) -> Sheet:
    fields = [field for field in model._meta.concrete_fields if _says_something(field)]
    found = rows.select_related(*[field.name for field in fields if isinstance(field, ForeignKey)]).order_by("pk")
    return Sheet(
        name=model._meta.model_name,
        title=capfirst(str(model._meta.verbose_name_plural)),
        header=[str(field.verbose_name) for field in fields],
        rows=[[_cell(row, field, reader) for field in fields] for row in found],
    )


def _says_something(field: Any) -> bool:
    target: Any = field.related_model
    return field.name not in SAYS_NOTHING and (target is None or target._meta.label_lower in NAMED)


def _cell(row: Any, field: Any, reader: Reader) -> Any:
    if _is_closed(row, field, reader):
        return ""
    value = getattr(row, f"get_{field.name}_display")() if field.choices else getattr(row, field.name)
    return str(value) if isinstance(value, Model) else value


def _is_closed(row: Any, field: Any, reader: Reader) -> bool:
    """Another adult's own, or health that the main carer has kept from this one."""
    shared = personal(type(row), "others", None)
    if shared is not None and field.name not in shared and row.user_id != reader.user.pk:
        return True
    return isinstance(row, Child) and field.name in HEALTH and row.pk in reader.health_closed


def _looks(user: User) -> Sheet:
    rows = [[look.at, str(look.role), str(look.what)] for look in looks(user)]
    return Sheet("who_looked", "Who looked", ["when", "who", "what"], rows)


def bundle(user: User) -> bytes:
    """The ZIP."""
    sheets, made_at = everything_about(user), clock.now()
    page = {"sheets": sheets, "made_at": made_at, "group": settings.GROUP_NAME, "person": user}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read-me-first.html", render_to_string("portal/data/export.html", page))
        archive.writestr("everything.json", _json(sheets, made_at))
        for sheet in sheets:
            archive.writestr(f"{sheet.name}.csv", _csv(sheet))
    return file.getvalue()


def _json(sheets: Iterable[Sheet], made_at: Any) -> str:
    tables = {sheet.name: [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows] for sheet in sheets}
    return json.dumps({"made_at": made_at, **tables}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _csv(sheet: Sheet) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.header)
    writer.writerows([safe_cell(cell) for cell in row] for row in sheet.rows)
    return "\ufeff" + text.getvalue()
