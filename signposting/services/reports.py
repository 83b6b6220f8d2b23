"""Parents tell us, somebody looks into it, and they hear what came of it."""

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from families.rules.words import tidy, tidy_lines
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.turnstile import household_of
from groupsite.outbox.services import post
from signposting.familyhub.text import plain
from signposting.models import Doubt, Report, Service, Suggestion
from signposting.rules import SECOND_THOUGHTS
from signposting.services import adding, freshness

DOUBTED = {
    Report.Topic.CLOSED: "status",
    Report.Topic.OLD: "schedules",
    Report.Topic.MORE: "description",
    Report.Topic.OTHER: "name",
}


def reporter_key(user: User | None, address: str) -> str:
    """The same person twice is one voice; whose voice it is cannot be read from it."""
    who = f"user:{user.pk}" if user else f"ip:{household_of(address)}"
    return salted_hmac("signposting.report", who, algorithm="sha256").hexdigest()


@transaction.atomic
def tell(service: Service, topic: str, *, words: str, email: str, user: User | None, reporter: str) -> Report:
    """A mistake: the fact is doubted at once. Two people who say “closed” put a notice on the entry."""
    if topic not in Report.Topic.values:
        raise Refused(_("Press one of the buttons."), code="topic")
    service = Service.objects.select_for_update().get(pk=service.pk)
    row, is_new = Report.objects.get_or_create(
        service=service, topic=topic, reporter=reporter, outcome="",
        defaults={"words": tidy(words, longest=500, field="words"), "email": email, "user": user},
    )  # fmt: skip
    if is_new:
        freshness.doubt(service, DOUBTED[Report.Topic(topic)], Doubt.Kind.REPORT)
        freshness.note_said_closed(service)
        record("directory.reported", service, by=user, topic=topic)
    return row


@transaction.atomic
def close(report: Report, outcome: str, *, by: User) -> Service:
    """What came of it. Whoever told us hears it; other reports of the same are answered with it."""
    if outcome not in Report.Outcome.values:
        raise Refused(_("Say what came of it."), code="outcome")
    service = Service.objects.select_for_update().get(pk=report.service_id)
    alike = list(service.reports.open().filter(topic=report.topic).select_for_update())
    if not alike:
        raise Refused(_("Somebody has answered this already."), code="decided")
    for row in alike:
        row.outcome, row.decided_at, row.decided_by = outcome, clock.now(), by
        row.save(update_fields=["outcome", "decided_at", "decided_by"])
        if row.email or row.user_id:
            post("report_answered", to=row, about=row, due=clock.now() + SECOND_THOUGHTS)
    freshness.settle(service, DOUBTED[Report.Topic(report.topic)], Doubt.Kind.REPORT)
    freshness.note_said_closed(service)
    record("directory.report_answered", service, by=by, outcome=outcome, count=len(alike))
    return service


# -- Suggestions -----------------------------------------------------------------------------------
@transaction.atomic
def suggest(*, name: str, words: str, contact: str, user: User) -> Suggestion:
    """Something is missing from the directory."""
    row = Suggestion.objects.create(
        name=tidy(name, longest=300, field="name"),
        words=tidy_lines(words, longest=2000, field="words"),
        contact=tidy(contact, longest=300, field="contact"),
        user=user,
    )
    record("directory.suggested", row, by=user)
    return row


@transaction.atomic
def take_up(row: Suggestion, *, by: User) -> Service:
    """Into the directory as an entry of our own; what is still missing is due at once."""
    row = _to_decide(row)
    service = adding.list_new({"name": row.name, "description": plain(row.words)}, by=by)
    _decide(row, by=by, service=service)
    return service


@transaction.atomic
def turn_down(row: Suggestion, *, reason: str, by: User) -> Suggestion:
    """Not for the directory, and why; the parent hears both."""
    row, why = _to_decide(row), tidy(reason, longest=300, field="reason")
    if not why:
        raise Refused(_("Say why. The family who suggested it reads it."), code="reason", field="reason")
    _decide(row, by=by, reason=why)
    return row


def _to_decide(row: Suggestion) -> Suggestion:
    row = Suggestion.objects.select_for_update(of=("self",)).select_related("user").get(pk=row.pk)
    if row.decided_at:
        raise Refused(_("Somebody has decided this already."), code="decided")
    return row


def _decide(row: Suggestion, *, by: User, service: Service | None = None, reason: str = "") -> None:
    row.decided_at, row.decided_by, row.service, row.reason = clock.now(), by, service, reason
    row.save(update_fields=["decided_at", "decided_by", "service", "reason"])
    if row.user:
        post("suggestion_answered", to=row.user, about=row, due=clock.now() + SECOND_THOUGHTS)
    record("directory.suggestion_decided", row, by=by, taken=service is not None)
