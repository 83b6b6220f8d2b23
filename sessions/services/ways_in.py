"""What has to be so before a household books: asked by the leaders, a yes to the risks of a trip, a whole course."""

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Consent, Family
from families.services.consents import say_once
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Booking, Invite, Occurrence, Programme
from sessions.queries.agreeing import GAP, answer_about, has_agreed, purpose_of


def check(programme: Programme, family: Family, *, agreed: bool, walk_in: bool, by_staff: bool) -> None:
    """Raises Refused. Whom a leader lets in at the door is let in; ahead of the day a course is whole for them, too.

    Staff may book without the yes to a trip's risks: it is asked of the family afterwards, and the register says so.
    """
    if walk_in:
        return
    if programme.kind == Programme.Kind.COURSE:
        raise Refused(_("This is a course. Please take a place on all of its dates."), code="course")
    if by_staff:
        return
    check_asked(programme, family)
    if programme.risks and not agreed:
        says = _("Please read what could go wrong. If you agree, tick the box and book again.")
        raise no_yes(says)


def no_yes(says: str) -> Refused:
    """Nobody takes a place on a trip without a yes to its risks."""
    return Refused(says, code="agreed", field="agreed")


def check_asked(programme: Programme, family: Family) -> None:
    """Where the leaders give the places, only a household they asked may book."""
    if programme.by_invitation and not is_asked(programme, family):
        raise Refused(_("The leaders give the places here. Please ask them if you would like one."), code="asked")


def is_asked(programme: Programme, family: Family | None) -> bool:
    """May this household book where places go by invitation?"""
    return Invite.objects.filter(programme=programme, family=family).exists()


# -- A yes to the risks of a trip ------------------------------------------------------------------
def words_of(occurrence: Occurrence) -> str:
    """What a household says yes to."""
    says = _("I have read what could go wrong at “%(name)s” on %(day)s, and I agree that we come along.")
    return says % {"name": occurrence.programme.name, "day": f"{occurrence.day:%-d %B %Y}"}


def agree(booking: Booking, *, by: User, spoken: bool = False) -> None:
    """Keep the yes: the exact words, the risks as they stood, who, when, and who wrote it down if it was spoken."""
    if booking.contact and booking.occurrence.programme.risks:
        words = f"{words_of(booking.occurrence)}{GAP}{booking.occurrence.programme.risks}"
        how = Consent.How.SPOKEN if spoken else Consent.How.SCREEN
        say_once(purpose_of(booking), booking.contact, words=words, given=True, how=how, by=by)


@transaction.atomic
def agree_later(booking: Booking, *, by: User, spoken: bool = False) -> None:
    """Whom a leader booked or put on the list, or who said yes to other risks, says yes; twice, it is written once."""
    booking = (
        Booking.objects.select_related("occurrence__programme", "contact")
        .select_for_update(of=("self",))
        .get(pk=booking.pk)
    )
    if not booking.is_live or booking.occurrence.cancelled_at or booking.occurrence.ends_at <= clock.now():
        raise Refused(_("This booking is over. There is nothing to agree to."), code="over")
    if booking.contact is None:
        raise Refused(_("No adult of this family is booked. Add one first."), code="no_adult")
    if not has_agreed(booking):
        agree(booking, by=by, spoken=spoken)


def check_yes(booking: Booking, *, agreed: bool, by: User) -> None:
    """Who was put on the list by a leader says yes before they take a place. Under the session's lock."""
    if has_agreed(booking):
        return
    if not agreed:
        raise no_yes(_("Please read what could go wrong. If you agree, tick the box and say yes again."))
    agree(booking, by=by)


def take_back(booking: Booking, *, by: User | None) -> None:
    """Who gives the place up has taken the yes back, though the trip may ask for none any more."""
    said = answer_about(booking)
    if said and said.given and said.carer and by:
        say_once(purpose_of(booking), said.carer, words=said.words, given=False, by=by)
