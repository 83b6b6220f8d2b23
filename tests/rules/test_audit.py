"""The trail cannot be changed, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from groupsite.audit.models import Entry, Reading
from groupsite.audit.services import note_reading, record

CHANGES = ["UPDATE audit_{} SET what = 'nothing'", "DELETE FROM audit_{}"]


@pytest.mark.parametrize("table", ["entry", "reading"])
@pytest.mark.parametrize("change", CHANGES)
def test_the_trail_refuses_to_be_changed(amina, table, change):
    record("booking.made", amina, by=amina)
    note_reading("allergies", amina, by=amina)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert (Entry.objects.count(), Reading.objects.count()) == (1, 1)


@pytest.mark.parametrize("table", ["entry", "reading"])
def test_the_trail_refuses_to_be_emptied(db, table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE audit_{table} ENABLE TRIGGER audit_{table}_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE audit_{table}")


def test_an_entry_says_who_did_what_to_which_record(amina, carol):
    entry = record("role.granted", amina, by=carol, roles=["parent"])
    assert (entry.what, entry.about, entry.by, entry.details) == (
        "role.granted",
        f"accounts.user:{amina.pk}",
        carol,
        {"roles": ["parent"]},
    )
