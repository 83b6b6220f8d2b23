"""Making sure: who checked which field, how and when."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting.familyhub import schedules
from signposting.familyhub.normalise import FIELDS
from signposting.models import Doubt, FieldCheck, Service
from signposting.rules.freshness import KEY_FIELDS
from signposting.services import changes, freshness


@transaction.atomic
def confirm(
    service: Service, *, by: User | None, how: str, fields: Iterable[str] = KEY_FIELDS,
    at: datetime | None = None, goes_on: bool = True,
) -> Service:  # fmt: skip
    """Still right: the date moves for these fields and no others. Open questions and reports stay open.

    Times that are still right although they had run out go on; those that were only now told us are as they were told.
    """
    moment, checked = at or clock.now(), [field for field in FIELDS if field in set(fields)]
    if moment > clock.now():
        raise Refused(_("A check cannot lie in the future."), code="future")
    if not checked or how not in FieldCheck.How.values:
        raise Refused(_("Say what you checked, and how."), code="unsaid")
    service = Service.objects.select_for_update().get(pk=service.pk)
    _note(service, checked, by=by, how=how, at=moment)
    if goes_on and "schedules" in checked and service.has_run_out(clock.local(moment).date()):
        _let_go_on(service, by=by)
    service.verified_at = whole_check(service)
    service.save()
    freshness.refresh(service, at=clock.now())
    record("directory.checked", service, by=by, fields=checked, how=how)
    return service


def _note(service: Service, checked: list[str], *, by: User | None, how: str, at: datetime) -> None:
    FieldCheck.objects.bulk_create(FieldCheck(service=service, field=field, at=at, by=by, how=how) for field in checked)
    doubts = service.doubts.open().filter(field__in=checked, since__lte=at).exclude(kind=Doubt.Kind.REPORT)
    doubts.update(settled_at=clock.now())


def _let_go_on(service: Service, *, by: User | None) -> None:
    before = service.facts()
    service.tell({"schedules": schedules.going_on(service.schedules)})
    changes.note(service, before, by=by)


def whole_check(service: Service) -> datetime | None:
    """When the last of the key fields had been checked, the oldest of them counting."""
    checks = service.checks.filter(field__in=KEY_FIELDS).values("field").annotate(last=Max("at"))
    latest = {row["field"]: row["last"] for row in checks}
    return min(latest.values()) if len(latest) == len(KEY_FIELDS) else None
