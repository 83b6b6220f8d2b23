"""A database with every migration in it, made once and copied for each run and each of its workers.

Migrating takes most of a minute, and a run of two tests should not. The name holds what the migrations say, so that a
changed one makes a new database; those that are older go.
"""

import hashlib
import inspect
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.version import get_version

PREFIX = "migrated_"
THERE = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"


def template():
    """Its name. Whoever comes first makes it, the others wait."""
    name = PREFIX + _said()
    with connection._nodb_cursor() as cursor:  # as Django's own making of test databases does
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        cursor.execute(THERE, [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            _make(cursor, name)
    return name


def _said():
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    said = hashlib.sha256(get_version().encode())
    for file in sorted(inspect.getfile(type(migration)) for migration in migrations.values()):
        said.update(Path(file).read_bytes())
    return said.hexdigest()[:20]


def _make(cursor, name):
    """Under another name until it is whole: a run that is stopped half way leaves nothing to be copied."""
    cursor.execute('DROP DATABASE IF EXISTS "half_migrated"')
    cursor.execute('CREATE DATABASE "half_migrated"')
    settings = connection.settings_dict
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = "half_migrated"
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        settings["NAME"] = before
    cursor.execute(f'ALTER DATABASE "half_migrated" RENAME TO "{name}"')
