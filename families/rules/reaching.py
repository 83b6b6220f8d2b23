"""Does an e-mailed letter reach somebody, or is it better to tell them in person?"""

from django.utils.translation import gettext as _

from families.models import Carer, ContactBy
from families.rules.needs import format_names


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
    if carer.reads_in and not carer.reads_in.casefold().startswith("english"):
        return _("They read best in %(language)s.") % {"language": carer.reads_in}
    return ""
