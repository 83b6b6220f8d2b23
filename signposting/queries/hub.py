"""The hub's people, and what was talked about."""

from django.db.models import QuerySet

from signposting.models import HubPerson, Source, Talk


def people() -> QuerySet[HubPerson]:
    """Whom we can ask there now."""
    return HubPerson.objects.filter(left_at=None).select_related("source")


def people_for_source(source: Source) -> QuerySet[HubPerson]:
    """Whom we can ask about one feed."""
    return people().filter(source=source)


def talks_about(source: Source) -> QuerySet[Talk]:
    """What was talked about one feed."""
    return talks().filter(source=source)


def talks() -> QuerySet[Talk]:
    """Everything that was talked about, the newest first."""
    return Talk.objects.select_related("person", "source", "by")
