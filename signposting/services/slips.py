"""Giving a family a slip, asking how it went, and telling them when something on it has closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from families.models import Carer, Family
from families.rules.reaching import ways
from families.rules.words import tidy_lines
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.models import Channel
from groupsite.outbox.services import post, post_all
from signposting.models import Doubt, Service, Slip, SlipAnswer, SlipEntry
from signposting.rules import SECOND_THOUGHTS
from signposting.rules import slips as pure
from signposting.services import freshness

LONGEST_WORD = 400


@transaction.atomic
def give(
    family: Family | None, services: Sequence[Service], *, word: str, way: str, by: User, code: UUID | None = None
) -> Slip:
    """One to five entries with a word why; the two questions are posted at once and decided when they are due.

    A code given already is that slip. Without a family, as after a chat in a park, it is a link or a paper.
    """
    words = tidy_lines(word, longest=LONGEST_WORD, field="word")
    _check(services, way)
    carer = Carer.objects.filter(family=family, is_main=True).first() if family else None
    if way != Slip.Way.PRINT and (carer is None or way not in ways_to(carer)):
        raise Refused(_("This does not reach them. Choose another way, or print it."), code="way")
    _hold(family, by)
    if code and (before := Slip.objects.filter(code=code).first()):
        return before
    slip = Slip.objects.create(
        code=code or uuid4(), family=family, word=words, way=way, made_by=by, quiet_at=_quiet_since(family)
    )
    SlipEntry.objects.bulk_create(
        SlipEntry(slip=slip, service=service, place=place) for place, service in enumerate(services, 1)
    )
    if carer is not None:
        _post(slip, carer)
    record("slip.given", family or slip, by=by, slip=slip.pk, entries=len(services), way=way)
    return slip


def _hold(family: Family | None, by: User) -> None:
    """Two presses of one button come one after the other."""
    if family:
        Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    else:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _quiet_since(family: Family | None) -> datetime | None:
    """Who wants no questions about slips gets none about this one."""
    quiet = family and Slip.objects.filter(family=family).exclude(quiet_at=None).exists()
    return clock.now() if quiet else None


def _check(services: Sequence[Service], way: str) -> None:
    if not services:
        raise Refused(_("Tick at least one service."), code="none", field="picks")
    if len(services) > pure.MOST:
        raise Refused(
            _("A slip has room for %(most)d. Leave out the ones they need least.") % {"most": pure.MOST},
            code="many",
            field="picks",
        )
    if way not in Slip.Way.values:
        raise Refused(_("Say how they get it: by e-mail, as a text message or on paper."), code="way")


def ways_to(carer: Carer) -> tuple[str, ...]:
    """The channels by which a slip can go to this adult."""
    return tuple({*ways(carer, "email"), *ways(carer, "text")})


def _post(slip: Slip, carer: Carer) -> None:
    if slip.way != Slip.Way.PRINT:
        post("slip_given", to=carer, about=slip, channel=slip.way)
    post_all([("slip_asked", slip.made_at + after) for after in pure.ASK_AFTER.values()], to=carer, about=slip)


@transaction.atomic
def answer(entry: SlipEntry, *, how: str = "", helped: str = "", barrier: str = "", at: datetime | None = None) -> None:
    """One press of a button: how it went, whether it helped, or what was in the way."""
    moment = at or clock.now()
    entry = SlipEntry.objects.select_for_update(of=("self",)).select_related("slip", "service").get(pk=entry.pk)
    row = SlipAnswer.objects.filter(entry=entry, round=pure.round_at(entry.slip.made_at, moment)).first()
    row = row or SlipAnswer(entry=entry, round=pure.round_at(entry.slip.made_at, moment))
    _take_in(row, how=how, helped=helped, barrier=barrier)
    row.at = moment
    row.save()
    if helped or how:
        rate(entry.service)
    if barrier == SlipAnswer.Barrier.CLOSED:
        freshness.doubt(entry.service, "status", Doubt.Kind.FAMILY, at=moment)


def _take_in(row: SlipAnswer, *, how: str, helped: str, barrier: str) -> None:
    if how in SlipAnswer.How.values:
        row.how, row.helped, row.barrier = how, "", ""
    elif helped in SlipAnswer.Helped.values and row.how in (SlipAnswer.How.WENT, SlipAnswer.How.REGULAR):
        row.helped = helped
    elif barrier in SlipAnswer.Barrier.values and row.how == SlipAnswer.How.COULD_NOT:
        row.barrier = barrier
    else:
        raise Refused(_("Press one of the buttons."), code="answer")


def rate(service: Service) -> None:
    """What helped others comes up earlier in everybody's search."""
    said = SlipAnswer.objects.filter(entry__service=service).exclude(helped="").order_by().values("helped")
    helped: dict[str, int] = dict(said.annotate(count=Count("pk")).values_list("helped", "count"))
    Service.objects.filter(pk=service.pk).update(rating=pure.rating(helped))


@transaction.atomic
def set_quiet(slip: Slip, *, quiet: bool) -> None:
    """Ask us nothing more about slips, or do again. It holds for all of the household's."""
    rows = Slip.objects.filter(family=slip.family_id) if slip.family_id else Slip.objects.filter(pk=slip.pk)
    rows.update(quiet_at=clock.now() if quiet else None)
    record("slip.quiet" if quiet else "slip.asked_again", slip, by=None)


def tell_of_closure(service: Service, *, at: datetime | None = None) -> int:
    """Every family who was given it lately, and has not said that it did not work out, hears that it has closed.

    The letter says what is true when it goes out: closed, or out of our directory.
    """
    moment = at or clock.now()
    rows: Any = service.on_slips.filter(slip__made_at__gte=moment - pure.TELL_FOR, closed_told_at=None)
    rows = rows.exclude(slip__family=None).exclude(answers__how=SlipAnswer.How.COULD_NOT)
    told = list(rows.select_related("slip__family"))
    for entry in told:
        carer = Carer.objects.filter(family=entry.slip.family_id, is_main=True).first()
        if carer is not None:
            post("slip_closed", to=carer, about=entry, due=moment + SECOND_THOUGHTS, channel=Channel.EMAIL)
    SlipEntry.objects.filter(pk__in=[entry.pk for entry in told]).update(closed_told_at=moment)
    return len(told)
