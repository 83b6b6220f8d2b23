"""Does an e-mailed letter reach somebody, or is it better to tell them in person?"""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from families.models import Carer, ContactBy, NewsBy
from families.rules.languages import language_name
from families.rules.needs import format_names
from families.rules.words import can_text
from groupsite.outbox.models import Channel


def ways(carer: Carer, chosen: str) -> tuple[str, ...]:
    """The channels by which news goes: as chosen, and by e-mail where a text cannot go."""
    texts = settings.OFFER_TEXTS and chosen != NewsBy.EMAIL and can_text(carer.phone)
    mails = bool(carer.email) and not (texts and chosen == NewsBy.TEXT)
    return (Channel.EMAIL,) * mails + (Channel.TEXT,) * texts


def addresses(carer: Carer, chosen: str) -> set[str]:
    """Where news to them arrives: an adult who shares them with another has none of their own."""
    where = {Channel.EMAIL: carer.email.casefold(), Channel.TEXT: carer.phone}
    return {where[Channel(way)] for way in ways(carer, chosen)}


def why_no_letter(carer: Carer) -> str:
    """Why an e-mail is not the way to this adult; nothing when it is."""
    if not carer.email:
        return _("They have no e-mail.")
    if carer.contact_by == ContactBy.IN_PERSON:
        return _("They asked to be told face to face.")
    if carer.contact_by != ContactBy.EMAIL:
        return _("They asked for a call or a text message.")
    if carer.formats:
        return _("They need it in another form: %(formats)s.") % {"formats": format_names(carer.formats)}
    if _reads_another(carer):
        return _("They read best in %(language)s.") % {"language": carer.reads_in}
    return ""


def only_face_to_face(carer: Carer) -> bool:
    """Whoever asked for that gets letters about their own places, and none that we thought of (S4-17)."""
    return carer.contact_by == ContactBy.IN_PERSON


def needs_a_voice(carer: Carer) -> bool:
    """Did they ask for a call, or to be told face to face?"""
    return carer.contact_by in {ContactBy.PHONE, ContactBy.IN_PERSON}


def needs_in_numbers(carers: Iterable[Carer]) -> list[tuple[str, int]]:
    """How many of these adults need which form, for whoever prepares it and is not to see their names yet."""
    return Counter(need for carer in carers for need in _needs(carer)).most_common()


def _needs(carer: Carer) -> Iterator[str]:
    yield from (format_names([one]) for one in carer.formats)
    if carer.interpreter:
        yield _("Interpreter: %(language)s") % {"language": language_name(carer.interpreter)}
    if _reads_another(carer):
        yield _("Reads best: %(language)s") % {"language": language_name(carer.reads_in)}
    if not ways(carer, carer.urgent_by) or needs_a_voice(carer):
        yield _("No letter: ring, or tell them at the group")


def _reads_another(carer: Carer) -> bool:
    return bool(carer.reads_in) and not carer.reads_in.casefold().startswith("english")
