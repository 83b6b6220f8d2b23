"""Letters to visitors, who have no account: the day is off, the day is another, thank you. Written when posted."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from families.rules.words import fit_for_a_letter, tidy_lines
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_ready
from sessions.models import Occurrence, Visitor

KIND = "visitor_told"
LONGEST_THANKS = 2000


def tell_called_off(occurrences: Iterable[Occurrence]) -> None:
    """These days are off, so nobody need come."""
    _tell_each(_coming(occurrences), "visitor_called_off")


def tell_back_on(occurrences: Iterable[Occurrence]) -> None:
    """They were called off and are on after all: they are asked again."""
    coming = _coming(occurrences)
    Visitor.objects.filter(pk__in=[visitor.pk for visitor in coming]).update(confirmed_at=None)
    _tell_each(coming, "visitor_back_on")


def tell_moved(occurrences: Sequence[Occurrence]) -> None:
    """The day, the hour or the place is another: they are asked again; a slot that does not fit is open."""
    coming = _coming(occurrences)
    for visitor in coming:
        visitor.confirmed_at = None
        if not _still_fits(visitor):
            visitor.starts = visitor.ends = None
        visitor.save(update_fields=["confirmed_at", "starts", "ends"])
    _tell_each(coming, "visitor_moved")


def _coming(occurrences: Iterable[Occurrence]) -> list[Visitor]:
    rows = Visitor.objects.filter(occurrence__in=list(occurrences), off_at=None).order_by("occurrence__starts_at", "pk")
    return list(rows.select_related("occurrence__programme__venue", "occurrence__venue"))


def _still_fits(visitor: Visitor) -> bool:
    begins, ends = (clock.local(at).time() for at in (visitor.occurrence.starts_at, visitor.occurrence.ends_at))
    return begins <= (visitor.starts or begins) and (visitor.ends or ends) <= ends


def _tell_each(visitors: Iterable[Visitor], template: str) -> None:
    """One letter a person, whose address may be that of others, too: it lists all of their days in this act."""
    days: dict[tuple[str, str], list[Visitor]] = {}
    for visitor in visitors:
        if visitor.email:
            days.setdefault((visitor.email.casefold(), visitor.name.casefold()), []).append(visitor)
    for first, *others in days.values():
        dates = list(dict.fromkeys(each.occurrence for each in (first, *others)))  # some visit a day twice
        subject = " ".join(_words(first, f"{template}.subject", dates=dates).split())
        post_ready(KIND, address=first.email, subject=subject, text=_words(first, template, dates=dates))


def _words(visitor: Visitor, template: str, **more: Any) -> str:
    context = {
        "name": fit_for_a_letter(visitor.name),
        "visitor": visitor,
        "occurrence": visitor.occurrence,
        "group": settings.GROUP_NAME,
        "site_url": settings.SITE_URL,
    }
    return str(render_to_string(f"emails/{template}.txt", context | more))


def thanks_for(visitor: Visitor, *, by: User) -> str:
    """What we would write; the leader reads it first, and changes it as she likes."""
    return _words(visitor, "visitor_thanks", leader=by.name or settings.GROUP_NAME).strip()


@transaction.atomic
def thank(visitor: Visitor, words: str, *, by: User) -> bool:
    """Send it, once. Was there an address to send it to?"""
    visitor = Visitor.objects.select_for_update(of=("self",)).select_related("occurrence").get(pk=visitor.pk)
    if visitor.thanked_at:
        raise Refused(_("They have been thanked already."), code="thanked")
    if clock.now() < visitor.occurrence.starts_at:
        raise Refused(_("They have not been here yet. Thank them after the session."), code="not_yet")
    words = tidy_lines(words, longest=LONGEST_THANKS, field="words")
    visitor.thanked_at = clock.now()
    visitor.save(update_fields=["thanked_at"])
    record("visitor.thanked", visitor, by=by)
    if visitor.email:
        post_ready(KIND, address=visitor.email, subject=_("Thank you for your visit"), text=words)
    return bool(visitor.email)
