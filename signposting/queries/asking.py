"""Questions to providers, and what they say should be changed."""

from datetime import datetime

from django.db.models import QuerySet

from signposting.models import Correction, ProviderAsk, Service
from signposting.rules.asking import AGAIN_AFTER, code_in


def ask_in(token: str) -> ProviderAsk | None:
    """The question behind the link of a letter, answered or not."""
    code = code_in(token)
    rows = ProviderAsk.objects.select_related("service__origin")
    return rows.filter(code=code).first() if code else None


def may_be_asked(service: Service, at: datetime) -> bool:
    """There is an address, they have not asked us to stop, and the last question is old enough."""
    lately = service.asks.filter(asked_at__gt=at - AGAIN_AFTER).exists()
    return bool(service.email) and service.do_not_contact_at is None and service.is_public and not lately


def corrections_open() -> QuerySet[Correction]:
    """Corrections with everything a card shows."""
    return Correction.objects.select_related("service", "ask")


def last_ask(service: Service) -> ProviderAsk | None:
    """The newest question about an entry."""
    return service.asks.select_related("asked_by").first()
