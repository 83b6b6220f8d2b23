"""Bringing a list of families in: kept sealed, looked at row by row, and taken exactly as it was shown."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from families.models import Carer, Child, ContactBy, Family, Home, Import
from families.rules import columns, entries, sheets
from families.rules.fates import TAKEN, Fate, Known, Line, decide, digest
from families.rules.names import fold
from families.services.details import ChildDetails
from families.services.finding import refresh
from families.services.registration import child_row
from groupsite.accounts.models import User
from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.kit.errors import Refused

Sheet = dict[str, Any]


@transaction.atomic
def begin(data: bytes, filename: str, *, by: User) -> Import:
    """Read a file and keep it sealed until a leader has looked at it; Refused, in words, when it cannot be read."""
    headings, *rows = sheets.read(data)
    sheet: Any = {
        "headings": headings,
        "columns": columns.guess(headings),
        "rows": [{"n": number, "cells": cells, "said": {}, "skip": False} for number, cells in enumerate(rows, 2)],
    }
    _check_rows(sheet, sheet["rows"])
    brought = Import.objects.create(by=by, filename=filename[-200:], rows=sheet)
    record("import.begun", brought, by=by, rows=len(rows))
    return brought


def choose_columns(brought: Import, chosen: Sequence[str], *, by: User) -> None:
    """A leader says what the columns hold; every row is read again."""

    def change(sheet: Sheet) -> None:
        sheet["columns"] = list(chosen)
        _check_rows(sheet, sheet["rows"])

    _change(brought, change)
    record("import.columns", brought, by=by)


def change_row(brought: Import, number: int, said: dict[str, str]) -> None:
    """A leader puts a row right. What the file said stays beside it."""

    def change(sheet: Sheet) -> None:
        row = _row(sheet, number)
        row["said"], row["skip"] = said, False
        _check_rows(sheet, [row])

    _change(brought, change)


def skip_row(brought: Import, number: int, *, skip: bool) -> None:
    """A leader leaves a row out, or takes it back in."""
    _change(brought, lambda sheet: _row(sheet, number).update(skip=skip))


def cells_of(sheet: Sheet, row: dict[str, Any]) -> dict[str, str]:
    """What a row says, by column; what a leader wrote goes before what the file said."""
    named = zip(sheet["columns"], row["cells"], strict=False)
    return {key: cell for key, cell in named if key} | row["said"]


def lines_of(brought: Import) -> list[Line]:
    """Every row with its fate, as things stand now; of a list that was taken, as things stood then."""
    rows = brought.rows["rows"] if brought.rows else []
    lines = [Line(row["n"], row["facts"], dict(row["wrong"]), skip=row["skip"]) for row in rows]
    if brought.done_at:
        for line, row in zip(lines, rows, strict=True):
            line.fate, line.says, line.wrong = Fate(row["fate"]), row["says"], row["wrong"]
    else:
        decide(lines, _known(lines))
    return lines


@transaction.atomic
def take(brought: Import, seen: str, *, by: User) -> Import:
    """Make families of the rows, exactly as they were shown; a second press changes nothing.

    All of it or nothing. Refused when the fates are no longer those that were seen.
    """
    brought = Import.objects.select_for_update().get(pk=brought.pk)
    if brought.done_at:
        return brought
    lines = lines_of(brought)
    if digest(lines) != seen:
        raise Refused(_("Something changed since you looked. Please look again before you go on."), code="changed")
    _write(lines, by=by)
    for row, line in zip(brought.rows["rows"], lines, strict=True):
        row |= {"fate": line.fate, "says": line.says, "wrong": line.wrong}
    brought.done_at = clock.now()
    brought.counts = {fate.value: sum(line.fate == fate for line in lines) for fate in Fate}
    brought.save()
    record("import.done", brought, by=by, **brought.counts)
    return brought


# -- Reading ---------------------------------------------------------------------------------------
def _check_rows(sheet: Sheet, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        row["facts"], row["wrong"] = entries.check(cells_of(sheet, row))


def _row(sheet: Sheet, number: int) -> dict[str, Any]:
    return next(row for row in sheet["rows"] if row["n"] == number)


@transaction.atomic
def _change(brought: Import, change: Any) -> None:
    row = Import.objects.select_for_update().get(pk=brought.pk)
    if row.done_at or not row.rows:
        raise Refused(_("This list has been taken in already."), code="done")
    change(row.rows)
    row.save(update_fields=["rows"])


def _known(lines: Sequence[Line]) -> Known:
    """Households of ours with an adult of these names, addresses or numbers, and their children."""
    told = [line.facts for line in lines if not line.wrong]
    known = Known()
    adults = Carer.objects.filter(family__merged_into=None)
    by = {
        "email": adults.annotate(lower=Lower("email")).filter(lower__in={row["email"] for row in told} - {""}),
        "phone": adults.filter(phone__in={row["phone"] for row in told} - {""}),
        "name": adults.annotate(lower=Lower("name")).filter(lower__in={row["adult"].lower() for row in told}),
    }
    known.by_email = {email.lower(): family for email, family in by["email"].values_list("email", "family_id")}
    known.by_phone = dict(by["phone"].values_list("phone", "family_id"))
    for name, family in by["name"].values_list("name", "family_id"):
        known.by_name[fold(name)].append(family)
    families = {*known.by_email.values(), *known.by_phone.values(), *chain.from_iterable(known.by_name.values())}
    for family, name in adults.filter(family__in=families).values_list("family_id", "name"):
        known.adults[family].append(name)
    homes = Home.objects.filter(family__in=families)
    told_of = homes.values_list("family_id", "child__first_name", "child__born_on", "child__due_on")
    for family, name, born, due in told_of:
        known.children[family].add(_child(name, born, due))
    return known


def _child(name: str, born: Any, due: Any) -> tuple[str, str]:
    birthday = {"born_on": born.isoformat()} if born else {"due_on": due.isoformat()}
    return Line(0, {"first_name": (name,), "birthday": birthday}, {}).child


# -- Writing ---------------------------------------------------------------------------------------
def _write(lines: Sequence[Line], *, by: User) -> None:
    """In a few statements, however long the list."""
    firsts = [line for line in lines if line.fate == Fate.NEW]
    made = Family.objects.bulk_create([_family(line, by) for line in firsts], batch_size=500)
    families = {line.number: family.pk for line, family in zip(firsts, made, strict=True)}
    taken = [line for line in lines if line.fate in TAKEN]
    adults = [adult for line in taken if line.fate != Fate.ADDS for adult in _adults(line, families[line.household])]
    Carer.objects.bulk_create(_each_once(adults), batch_size=500)
    children = Child.objects.bulk_create([child_row(_details(line).checked()) for line in taken], batch_size=500)
    belongs = [line.family or families[line.household] for line in taken]
    homes = [Home(child=child, family_id=family) for child, family in zip(children, belongs, strict=True)]
    Home.objects.bulk_create(homes, batch_size=500)
    refresh(belongs)
    record_all("family.joined", made, by=by, assisted=True, imported=True)
    added = [child for child, line in zip(children, taken, strict=True) if line.fate == Fate.ADDS]
    record_all("child.added", added, by=by, imported=True)


def _family(line: Line, by: User) -> Family:
    facts = line.facts
    return Family(entered_by=by, outcode=facts["outcode"], languages=facts["languages"], heard_from=facts["heard"])


def _adults(line: Line, family: int) -> list[Carer]:
    """The adults of a row; letters go to the first of the household."""
    facts = line.facts
    first = Carer(
        family_id=family, name=facts["adult"], relationship=facts["relationship"], email=facts["email"],
        phone=facts["phone"], is_main=line.fate == Fate.NEW, contact_by=_way(facts["email"], facts["phone"]),
    )  # fmt: skip
    if not facts["second_adult"]:
        return [first]
    phone = facts["second_phone"]
    return [first, Carer(family_id=family, name=facts["second_adult"], phone=phone, contact_by=_way("", phone))]


def _way(email: str, phone: str) -> str:
    return ContactBy.EMAIL if email else ContactBy.PHONE if phone else ContactBy.IN_PERSON


def _each_once(adults: Iterable[Carer]) -> list[Carer]:
    """An adult stands in every row of the household and is one person."""
    once: dict[tuple[int, str], Carer] = {}
    for adult in adults:
        once.setdefault((adult.family_id, fold(adult.name)), adult)
    return list(once.values())


def _details(line: Line) -> ChildDetails:
    return ChildDetails.from_json(
        {
            "first_name": line.facts["first_name"][0],
            "last_name": line.facts["first_name"][1],
            "allergies": line.facts["allergies"][0],
            "allergy_action": line.facts["allergies"][1],
            **line.facts["birthday"],
            "code": str(uuid4()),
        }
    )
