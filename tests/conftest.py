"""Fixtures every test may use."""

import pytest
from django.db import connection

from tests.cast import *  # noqa: F403


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Races empty the tables after themselves; the trail refuses that, so here alone its TRUNCATE guard sleeps."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_reading"):
            name = f"{table}_no_truncate"
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
