"""How many rows of a table Postgres goes through for a page or a question: what grows with years behind it."""

import json
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def rows_read(*models):
    """Counts, once the block is over, the rows of each of these models that its questions went through."""
    tables, counts = {model._meta.db_table: model for model in models}, dict.fromkeys(models, 0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(tables))
    with CaptureQueriesContext(connection) as asked:
        yield counts
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1.1")  # as our servers are told, whichever serves the tests
        for question in asked.captured_queries:
            if question["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + question["sql"])
                ((plans,),) = cursor.fetchall()
                _add(json.loads(plans) if isinstance(plans, str) else plans, tables, counts)


def _add(plans: list[Any], tables, counts) -> None:
    for plan in (each.get("Plan", each) for each in plans):
        if model := tables.get(plan.get("Relation Name")):
            each = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
            counts[model] += each * plan["Actual Loops"]
        _add(plan.get("Plans", []), tables, counts)
