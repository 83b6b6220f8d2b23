"""The exception to "no browser keeps a page": an open register and its list for a fire (docs/decisions/0008)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from groupsite.kit.offline import keep_until
from sessions.models import Occurrence
from sessions.queries.access import CLOSES_AFTER
from sessions.rules.door_words import BESIDE


def may_be_kept(page: HttpResponse, occurrence: Occurrence) -> HttpResponse:
    """Until the register closes."""
    return keep_until(page, occurrence.ends_at + CLOSES_AFTER)


def words() -> dict[str, str]:
    """What the script on the page says, in the page's language."""
    return {
        "in": _("In"),
        "undo": _("Undo"),
        "left": _("Left"),
        "back": _("Still here"),
        "here": _("Here"),
        "gone": _("Gone home"),
        "alone": _("No adult of this family is here."),
        "is_with": _("%s is with"),
        "has_left": _("%s has left"),
        "or": _(" or "),
        **{f"beside_{state}": str(text) for state, text in BESIDE.items()},
        "waits": _("%s tick waits for a signal."),
        "wait": _("%s ticks wait for a signal."),
        "met": _("%s of %s are at the meeting point."),
        "full": _("The fire limit is reached. Nobody else may come in."),
        "go": _("Sign in"),
        "changed": _("Changed since %s:"),
        "show": _("Show the new list"),
        "old": _("No signal. This page is from %s. Ticks made here are kept on this phone."),
        "limits": _("Without a signal nobody can check the limits. Count the people at the door."),
        "sign_in": _("Your sign-in has ended. Sign in again, and your ticks are sent."),
        "closed": _("The register has closed. Tell your coordinator."),
        "refused": _("We could not read this tick. Please tell your coordinator."),
        "done": _("Done"),
        "door": _("Let them in"),
        "noted": _("noted at the door"),
    }
