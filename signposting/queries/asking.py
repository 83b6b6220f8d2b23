"""Questions to providers, and what they say should be changed."""

from datetime import datetime

from django.db.models import QuerySet

from signposting.models import Correction, HubPerson, ProviderAsk, Service
from signposting.queries.hub import people
from signposting.rules.asking import AGAIN_AFTER, code_in

PEOPLE = 5


def ask_in(token: str) -> ProviderAsk | None:
    """The question behind the link of a letter, answered or not."""
    code = code_in(token)
    rows = ProviderAsk.objects.select_related("service__origin", "hub_person")
    return rows.filter(code=code).first() if code else None


def may_be_asked(service: Service, at: datetime) -> bool:
    """There is an address, they have not asked us to stop, and the last question is old enough."""
    may = bool(service.email) and service.do_not_contact_at is None and service.is_public
    return may and not was_asked_lately(service, at)


def was_asked_lately(service: Service, at: datetime) -> bool:
    """Themselves or the hub: one question about an entry at a time."""
    return service.asks.filter(asked_at__gt=at - AGAIN_AFTER).exists()


def hub_people_for(service: Service, at: datetime) -> list[HubPerson]:
    """Who at the hub can be asked about it now: those of its own feed first."""
    if not service.is_public or was_asked_lately(service, at):
        return []
    rows = people().exclude(email="")
    return sorted(rows, key=lambda person: person.source_id is None or person.source_id != service.origin_id)[:PEOPLE]


def corrections_open() -> QuerySet[Correction]:
    """Corrections with everything a card shows."""
    return Correction.objects.select_related("service", "ask")


def last_ask(service: Service) -> ProviderAsk | None:
    """The newest question about an entry."""
    return service.asks.select_related("asked_by", "hub_person").first()
