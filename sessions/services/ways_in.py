"""What has to be so before a household books: asked by the leaders, a yes to the risks of a trip, a whole course."""

from django.utils.translation import gettext as _

from families.models import Consent, Family
from families.services.consents import say_once
from groupsite.accounts.models import User
from groupsite.kit.errors import Refused
from sessions.models import Booking, Invite, Occurrence, Programme


def check(programme: Programme, family: Family, *, agreed: bool, walk_in: bool, by_staff: bool) -> None:
    """Raises Refused. Whom a leader lets in at the door is let in; ahead of the day a course is whole for them, too."""
    if walk_in:
        return
    if programme.kind == Programme.Kind.COURSE:
        raise Refused(_("This is a course. Please take a place on all of its dates."), code="course")
    if by_staff:
        return
    check_asked(programme, family)
    if programme.risks and not agreed:
        says = _("Please read what could go wrong. If you agree, tick the box and book again.")
        raise Refused(says, code="agreed", field="agreed")


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


def agree(booking: Booking, *, by: User) -> None:
    """Keep the yes: the exact words, the risks as they stood, who, when."""
    if booking.contact and booking.occurrence.programme.risks:
        words = f"{words_of(booking.occurrence)}\n\n{booking.occurrence.programme.risks}"
        say_once(_purpose(booking), booking.contact, words=words, given=True, by=by)


def take_back(booking: Booking, *, by: User | None) -> None:
    """Who gives the place up has taken the yes back."""
    said = agreed_to(booking)
    if said and said.given and said.carer and by:
        say_once(_purpose(booking), said.carer, words=said.words, given=False, by=by)


def agreed_to(booking: Booking) -> Consent | None:
    """The household's newest answer about this trip."""
    if not booking.occurrence.programme.risks:
        return None
    rows = Consent.objects.filter(family=booking.family_id, purpose=_purpose(booking))
    return rows.select_related("carer").order_by("-pk").first()


def _purpose(booking: Booking) -> str:
    return f"trip:{booking.occurrence_id}"
