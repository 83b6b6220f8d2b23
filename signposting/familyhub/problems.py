"""What can be wrong with a feed: a code for the record, and a plain sentence for the sources page."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

WORDS = {
    "envelope_incomplete": _("A page did not say how many services there are in all."),
    "total_mismatch": _("The feed announced one number of services and delivered another."),
    "repeated_page": _("The feed sent the same page again and again."),
    "duplicate_id": _("The same service came twice in one run."),
    "bad_json": _("A page was not written as the standard asks."),
    "detail_missing": _("The page with a service's details could not be read."),
    "detail_id_mismatch": _("The details of one service came under another's number."),
    "bad_date": _("A date makes no sense."),
    "future_date": _("A date lies in the future, so it says nothing."),
    "bad_url": _("A web address cannot be right, or is not safe to follow."),
    "bad_email": _("An e-mail address cannot be right."),
    "bad_age": _("An age cannot be right."),
    "bad_coordinates": _("A place on the map cannot be right, so we used its postcode."),
    "bad_schedule": _("Days or times could not be understood, so they are kept as words."),
    "bad_status": _("A service's status is not one of the four in the standard."),
    "missing_required": _("A service came without a number or a name, and was left out."),
    "oversize": _("Something was far too long, and was cut or left out."),
    "unsafe_redirect": _("The feed sent us somewhere we do not follow."),
    "rate_limited": _("The feed asked us to slow down."),
    "mass_vanish": _("So many services were missing at once that we wait for a person to say they have gone."),
    "unreachable": _("The feed could not be reached."),
    "echo": _("The feed sent one of our own entries back to us, and it was left out."),
}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing found wrong, and with which record when it was one record's."""

    code: str
    source_id: str = ""
