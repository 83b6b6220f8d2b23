"""Words that mean the same, as staff see them."""

from django.db.models import QuerySet

from signposting.models import Synonym


def rows() -> QuerySet[Synonym]:
    """Every row, by its first word."""
    return Synonym.objects.all()
