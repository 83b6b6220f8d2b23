"""Letters about slips: what we picked for you, how it went, and what has closed meanwhile. None names a child."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from families.models import Carer
from families.rules.reaching import only_face_to_face, ways
from families.rules.words import first_name, fit_for_a_letter
from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox import gsm
from groupsite.outbox.letters import Decision, Drop, Instead, Message, letter
from groupsite.outbox.models import Channel, Letter
from signposting.models import Service, Slip, SlipEntry
from signposting.queries.slips import is_answered, slips

IN_PERSON = "only face to face"


@letter("slip_given")
def slip_given(row: Letter) -> Decision:
    """These may help you. By the way the leader chose, which reached them when it was given."""
    slip, carer = slips().filter(pk=pk_of(row.about)).first(), _carer(row)
    if slip is None or carer is None or carer.family_id != slip.family_id:
        return Drop("the family or the carer has left")
    if not slip.entries.all():
        return Drop("nothing of it is in the directory any more")
    who = fit_for_a_letter(first_name(slip.made_by.name)) if slip.made_by else ""
    if row.channel == Channel.TEXT:
        return _text(carer, _("%(group)s: a few places that may help you.") % {"group": settings.GROUP_NAME}, slip)
    names = [entry.service.name for entry in slip.entries.all()]
    return _mail(carer, slip, names=names, who=who or settings.GROUP_NAME)


@letter("slip_asked")
def slip_asked(row: Letter) -> Decision:
    """How did it go? Not to a family that asked us to stop, has told us already, or is told things face to face."""
    slip, carer = slips().filter(pk=pk_of(row.about)).first(), _carer(row)
    if slip is None or carer is None or slip.family is None or carer.family != slip.family:
        return Drop("the family or the carer has left")
    if slip.family.left_at:
        return Drop("the family or the carer has left")
    if slip.quiet_at:
        return Drop("asked us to stop")
    if is_answered(slip, clock.now()):
        return Drop("has told us already")
    if only_face_to_face(carer):
        return Drop(IN_PERSON)
    return _by_their_way(row, carer, slip)


@letter("slip_closed")
def slip_closed(row: Letter) -> Decision:
    """Something on your slip has closed or left our directory. Not when it is back before we could say so."""
    found = SlipEntry.objects.nameable().select_related("slip__family", "service").filter(pk=pk_of(row.about)).first()
    carer = _carer(row)
    if found is None or carer is None or carer.family_id != found.slip.family_id:
        return Drop("the family or the carer has left")
    if not found.service.is_closed and found.service.is_public:
        return Drop("it is open after all")
    if only_face_to_face(carer):
        return Drop(IN_PERSON)
    return _by_their_way(row, carer, found.slip, service=found.service)


def _by_their_way(row: Letter, carer: Carer, slip: Slip, **context: Any) -> Decision:
    """By e-mail where they have one, else as a text."""
    channels = ways(carer, "both")
    if row.channel == Channel.TEXT or Channel.EMAIL not in channels:
        if Channel.TEXT not in channels:
            return Drop("no way to reach them")
        return (
            _text(carer, _says(context.get("service")), slip) if row.channel == Channel.TEXT else Instead(Channel.TEXT)
        )
    return _mail(carer, slip, **context)


def _says(service: Service | None) -> str:
    if service is None:
        return _("Did the places we picked help?")
    if service.is_closed:
        return _("%(name)s has closed.") % {"name": service.name}
    return _("%(name)s is no longer in our directory.") % {"name": service.name}


def _mail(carer: Carer, slip: Slip, **context: Any) -> Message:
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    words = {"name": first_name(carer.name), "word": slip.word, "link": link(slip), **context}
    return Message(to=carer.email, language=language, context=words)


def _text(carer: Carer, says: str, slip: Slip) -> Message:
    with override(carer.user.language if carer.user else settings.LANGUAGE_CODE):
        return Message(to=carer.phone, text=gsm.plain(_("%(says)s See: %(link)s") % {"says": says, "link": link(slip)}))


def link(slip: Slip) -> str:
    """The page of a slip, by an address short enough for a text and for paper."""
    return settings.SITE_URL + reverse("signposting:slip", args=[slip.code])


def _carer(row: Letter) -> Carer | None:
    return Carer.objects.select_related("user").filter(pk=pk_of(row.to)).first()
