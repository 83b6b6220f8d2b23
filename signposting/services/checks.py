"""Making sure: who checked which field, how and when; and which entries are due."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from signposting import rules
from signposting.familyhub.normalise import FIELDS
from signposting.models import FieldCheck, Service


@transaction.atomic
def confirm(
    service: Service, *, by: User, how: str, fields: Iterable[str] = rules.KEY_FIELDS, at: datetime | None = None
) -> Service:
    """Still right: the date moves for these fields and no others. Open questions stay open."""
    moment, checked = at or clock.now(), [field for field in FIELDS if field in set(fields)]
    if moment > clock.now():
        raise Refused(_("A check cannot lie in the future."), code="future")
    if not checked or how not in FieldCheck.How.values:
        raise Refused(_("Say what you checked, and how."), code="unsaid")
    service = Service.objects.select_for_update().get(pk=service.pk)
    FieldCheck.objects.bulk_create(
        FieldCheck(service=service, field=field, at=moment, by=by, how=how) for field in checked
    )
    service.verified_at = _whole_check(service)
    service.flag = rules.flag(service.verified_at, service.listed_at, at=clock.now())
    service.save(update_fields=["verified_at", "flag"])
    record("directory.checked", service, by=by, fields=checked, how=how)
    return service


def _whole_check(service: Service) -> datetime | None:
    """When the last of the key fields had been checked, the oldest of them counting."""
    checks = service.checks.filter(field__in=rules.KEY_FIELDS).values("field").annotate(last=Max("at"))
    latest = {row["field"]: row["last"] for row in checks}
    return min(latest.values()) if len(latest) == len(rules.KEY_FIELDS) else None


def flag_stale(*, at: datetime) -> int:
    """Every listed entry says how overdue its check is; counts those whose flag moved."""
    moved = 0
    for service in Service.objects.filter(state=Service.State.LISTED).only("flag", "verified_at", "listed_at"):
        flag = rules.flag(service.verified_at, service.listed_at, at=at)
        if flag != service.flag:
            moved += Service.objects.filter(pk=service.pk).update(flag=flag)
    return moved
