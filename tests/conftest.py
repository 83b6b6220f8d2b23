"""Fixtures every test may use."""

import pytest
from django.db import connection

from tests.cast import *  # noqa: F403
from tests.migrated import template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Each worker's database is a copy of one that is migrated."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Races empty the tables after themselves; the trail refuses that, so here alone its TRUNCATE guard sleeps."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_reading"):
            name = f"{table}_no_truncate"
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
