"""Columns that one statement may have beside its own."""

from django.db.models import IntegerField, Subquery


class HowMany(Subquery):
    """How many rows a question has, as one column of another statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
