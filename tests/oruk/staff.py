"""What staff do between two runs of a story, and what the directory holds before the first."""

from signposting.familyhub import typed
from signposting.models import Pair, Service, SourceRecord
from signposting.services import desk, sources
from tests.cast import ServiceFactory


def we_list(entries):
    """Entries of our own, under the numbers that our feed gives them."""
    for code, fields in entries.items():
        ServiceFactory(code=code, **{name: as_fact(name, value) for name, value in fields.items()})


def staff_do(before, source, rita):
    if "licence" in before:
        sources.set_terms(source, licence=before["licence"], is_on=True, by=rita)
    for name, fields in (before.get("reject") or {}).items():
        refuse(record_of(name), fields, rita)
    for name, fields in (before.get("accept") or {}).items():
        accept(record_of(name), fields, rita)
    if before.get("accept_all"):
        accept_everything(rita)
    for name, edits in (before.get("local_edits") or {}).items():
        for field_name, value in edits.items():
            desk.edit_field(record_of(name).service, field_name, as_fact(field_name, value), by=rita)


def record_of(name):
    return SourceRecord.objects.select_related("service").get(hub_id=str(name))


def refuse(record, fields, rita):
    proposals = list(record.proposals.waiting().filter(field__in=fields))
    if not proposals and record.service.state == Service.State.WAITING:
        desk.decline(record.service, by=rita)
    for proposal in proposals:
        desk.refuse(proposal, by=rita)


def accept(record, fields, rita):
    if record.service.state == Service.State.WAITING:
        desk.approve(record.service, by=rita)
    for proposal in record.proposals.waiting().filter(field__in=fields):
        desk.accept(proposal, by=rita)


def accept_everything(rita):
    for pair in Pair.objects.filter(kind=Pair.Kind.REKEYED, state=Pair.State.WAITING):
        desk.say_same(pair, by=rita)
    for service in Service.objects.waiting():
        desk.approve(service, by=rita)
    for record in SourceRecord.objects.all():
        for proposal in record.proposals.waiting():
            desk.accept(proposal, by=rita)


def as_fact(field_name, value):
    """A value as the format writes it, in our own form."""
    if field_name in typed.LINES and isinstance(value, list) and all(isinstance(row, str) for row in value):
        return typed.read(field_name, "\n".join(value))
    if isinstance(value, str) and field_name not in ("name", "description", "organisation", "alert", "eligibility"):
        return typed.read(field_name, value)
    return value
