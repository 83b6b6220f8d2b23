"""Ten-minute jobs: a leader posts one, whoever is there does it."""

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Occurrence
from volunteers.models import SmallJob
from volunteers.rules.today import is_open

MOST_JOBS = 12
LONGEST_NAME = 40


@transaction.atomic
def post_job(
    occurrence: Occurrence, what: str, *, by: User, where: str, minutes: int, code: UUID | None = None
) -> SmallJob:
    """One more thing that somebody could do; no more of them than anybody would read, and once for one form."""
    Occurrence.objects.select_for_update(no_key=True).get(pk=occurrence.pk)
    code = code or uuid4()
    if again := SmallJob.objects.filter(code=code).first():
        return again
    if SmallJob.objects.free().filter(occurrence=occurrence).count() >= MOST_JOBS:
        raise Refused(
            _("There are %(most)s free jobs already. Wait until some are taken.") % {"most": MOST_JOBS}, code="many"
        )
    facts = {"what": what, "where": where, "minutes": minutes, "posted_by": by, "code": code}
    job = SmallJob.objects.create(occurrence=occurrence, **facts)
    record("small_job.posted", job, by=by)
    return job


@transaction.atomic
def claim(job: SmallJob, name: str) -> SmallJob:
    """The first to say yes has it; one job at a time for each name."""
    job = SmallJob.objects.select_for_update(of=("self",)).select_related("occurrence").get(pk=job.pk)
    name = " ".join(name.split()).title()[:LONGEST_NAME]  # ß is two letters as a capital
    if not is_open(job.occurrence, clock.now()):
        raise Refused(_("This session is over. Thank you all the same!"), code="over")
    if job.claimed_at is not None:
        raise Refused(_("Somebody was quicker. Choose another job."), code="taken")
    job.name, job.claimed_at = name, clock.now()
    try:
        with transaction.atomic():
            job.save(update_fields=["name", "claimed_at"])
    except IntegrityError:
        says = _("%(name)s has a job already. Finish that one first, or write a letter after your name.")
        raise Refused(says % {"name": name}, code="one", field="name") from None
    record("small_job.claimed", job, by=None)
    return job


@transaction.atomic
def settle(job: SmallJob, *, by: User, done: bool) -> None:
    """It is done, with thanks; or it is free again, for whoever could not do it after all."""
    job = SmallJob.objects.select_for_update().get(pk=job.pk)
    if job.done_at is not None or job.claimed_at is None:
        return
    if done:
        job.done_at = clock.now()
    else:
        job.name, job.claimed_at = "", None
    job.save(update_fields=["done_at", "name", "claimed_at"])
    record("small_job.done" if done else "small_job.freed", job, by=by)
