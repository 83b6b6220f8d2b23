"""The hub's people, and what was talked about."""

from django.db.models import QuerySet

from signposting.models import HubPerson, Talk


def people() -> QuerySet[HubPerson]:
    """Whom we can ask there now."""
    return HubPerson.objects.filter(left_at=None)


def talks() -> QuerySet[Talk]:
    """Everything that was talked about, the newest first."""
    return Talk.objects.select_related("person", "source", "by")
