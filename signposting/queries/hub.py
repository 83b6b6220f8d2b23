"""The hub's people, and what was talked about."""

from django.db.models import QuerySet

from signposting.models import Talk


def talks() -> QuerySet[Talk]:
    """Everything that was talked about, the newest first."""
    return Talk.objects.select_related("person", "source", "by")
