"""What parents told us, for the desk and for themselves."""

from django.db.models import QuerySet

from groupsite.accounts.models import User
from signposting.models import Report, Service, Suggestion


def reports_open() -> QuerySet[Report]:
    """Reports with everything a card shows."""
    return Report.objects.open().select_related("service")


def suggestions_waiting() -> QuerySet[Suggestion]:
    """Suggestions nobody has decided on."""
    return Suggestion.objects.waiting()


def told_by(user: User) -> dict[str, object]:
    """What this person told us, and what came of it."""
    reports = Report.objects.filter(user=user).exclude(service__state=Service.State.INTERNAL).select_related("service")
    reports = reports.order_by("-made_at", "-pk")
    suggestions = Suggestion.objects.filter(user=user).select_related("service")
    return {"reports": reports[:20], "suggestions": suggestions[:20]}
