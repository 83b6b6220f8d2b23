"""Forgetting a household or an account, in every table, by the registry. Totals stay (TRUST §4.2, T60)."""

from functools import partial

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from families.models import Carer, Family, Invitation, LeftWhy
from families.services import finding
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import withdraw
from groupsite.audit.models import Entry
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.personal import forget, rows_about
from groupsite.portal.data import ledger
from groupsite.portal.data.subjects import everybody_in, has_other_hats, sign_ins_of, tables
from groupsite.portal.models import Hold
from sessions.models import LIVE, Booking
from sessions.services import totals
from sessions.services.booking import give_up
from volunteers.services import walks


@transaction.atomic
def erase_family(family: Family, *, by: User | None) -> None:
    """Everything about a household goes; places it holds are free again, and what was counted stays counted.

    Raises Refused while a hold is on it.
    """
    family = Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    if Hold.objects.live().filter(family=family).exists():
        raise Refused(_("Something has to be sorted out first. We’ll write to you within a month."), code="held")
    _give_places_back(family, by)
    walks.forget_family(family)
    totals.remember(family)
    marks = [ledger.mark_of(family)]
    subjects: list[Model] = [*everybody_in(family), *Invitation.objects.filter(family=family)]
    for user in sign_ins_of(family):
        if has_other_hats(user):
            withdraw(user, Role.PARENT, by=by)
        else:
            marks.append(ledger.mark_of(user))
            subjects.append(user)
    _forget(subjects)
    family.merged.all().delete()  # what stayed behind when another household was joined with this one
    family.refresh_from_db()
    family.left_at, family.left_why = family.left_at or clock.now(), family.left_why or LeftWhy.ASKED
    family.save(update_fields=["left_at", "left_why"])
    _note("family.erased", family, marks, by=by if by and User.objects.filter(pk=by.pk).exists() else None)


@transaction.atomic
def erase_user(user: User, *, by: User | None = None) -> None:
    """An account goes, and what is about nobody but this person."""
    marks = [ledger.mark_of(user)]
    mine = list(Carer.objects.filter(user=user).select_related("family"))
    _forget([*mine, user])
    finding.refresh([carer.family for carer in mine])
    _note("account.erased", user, marks, by=by)


@transaction.atomic
def forget_carer(carer: Carer) -> None:
    """What is left in every table about one adult who has gone from a household."""
    _forget([carer])
    record("carer.erased", carer, by=None)


def replay() -> tuple[int, int]:
    """After a restore: erase again whoever was erased before; how many, and how many a restored hold keeps."""
    written, held = ledger.marks(), 0
    families = [row for row in Family.objects.filter(carers__isnull=False).distinct() if ledger.knows(row, written)]
    for family in families:
        try:
            erase_family(family, by=None)
        except Refused:  # the hold came back with the backup; the others go all the same
            held += 1
    users = [row for row in User.objects.all() if ledger.knows(row, written) and not _is_held(row)]
    for user in users:
        erase_user(user)
    return len(families) - held + len(users), held


def _is_held(user: User) -> bool:
    return Hold.objects.live().filter(family__carers__user=user).exists()


def rewrite_ledger() -> int:
    """Lines that a crash between the commit and the file left out; how many."""
    erased = Entry.objects.filter(what__in=["family.erased", "account.erased"]).values_list("details", flat=True)
    return ledger.write(mark for details in erased for mark in details.get("ledger", []))


def _give_places_back(family: Family, by: User | None) -> None:
    """What is ahead is given up first, so that whoever waits is asked."""
    ahead = Booking.objects.filter(family=family, state__in=LIVE, occurrence__starts_at__gt=clock.now())
    for booking in ahead.select_related("occurrence").order_by("occurrence_id"):
        give_up(booking, by=by)


def _forget(subjects: list[Model]) -> None:
    for user in subjects:
        if isinstance(user, User):
            walks.forget_who(user)
    for model in tables():
        forget(rows_about(model, subjects))


def _note(what: str, row: Model, marks: list[str], *, by: User | None) -> None:
    record(what, row, by=by, ledger=marks)
    transaction.on_commit(partial(ledger.write, marks), robust=True)
