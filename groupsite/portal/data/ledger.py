"""Who was erased, kept outside the database: after a restore of a backup they are erased again (TRUST §4.2).

A line is a keyed hash of a row's code. It says nothing to anybody, and finds its row when the row is back.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from groupsite.kit.codes import Coded


def mark_of(row: Coded, key: str | None = None) -> str:
    """The line of a row, by the key in use."""
    said = f"{row._meta.label_lower}:{row.code}".encode()
    return hmac.new((key or settings.FIELD_KEYS[0]).encode(), said, hashlib.sha256).hexdigest()


def knows(row: Coded, written: set[str]) -> bool:
    """Was this row erased, under the key in use or one before it?"""
    return any(mark_of(row, key) in written for key in settings.FIELD_KEYS)


def marks() -> set[str]:
    """Every line there is."""
    path = Path(settings.ERASURE_LEDGER)
    return set(path.read_text().split()) if path.exists() else set()


def write(new: Iterable[str]) -> int:
    """Add lines that are not there yet, safely on the disk before we go on; how many."""
    missing = sorted(set(new) - marks())
    if missing:
        path = Path(settings.ERASURE_LEDGER)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.writelines(f"{mark}\n" for mark in missing)
            file.flush()
            os.fsync(file.fileno())
    return len(missing)
