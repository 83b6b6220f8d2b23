"""How many rows of a table Postgres goes through for a page or a question: what grows with years behind it."""

from contextlib import contextmanager

from django.db import connection

SO_FAR = """
    SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
    FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)
"""
"""Its own tally of this transaction. A plan rounds what it says for each turn of a loop, so that many may come to none.

Nothing is left out where an index alone would do: rows that are not committed yet are always looked at themselves.
"""


@contextmanager
def rows_read(*models):
    """Counts, once the block is over, the rows of each of these models that its questions went through."""
    assert connection.in_atomic_block, "the tally is of one transaction"
    counts = dict.fromkeys(models, 0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(model._meta.db_table for model in models))
    before = _so_far(models)
    yield counts
    after = _so_far(models)
    counts.update({model: after[model] - before[model] for model in models})


def _so_far(models):
    tables = {model._meta.db_table: model for model in models}
    with connection.cursor() as cursor:
        cursor.execute(SO_FAR, [list(tables)])
        return {tables[name]: rows for name, rows in cursor.fetchall()}
