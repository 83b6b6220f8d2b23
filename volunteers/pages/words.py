"""What the script of the log says, in the page's language."""

from django.utils.translation import gettext as _


def log_words() -> dict[str, str]:
    """Its sentences."""
    return {
        "kept": _("Kept. Thank you!"),
        "waits": _("%s chat waits on this phone for a signal."),
        "wait": _("%s chats wait on this phone for a signal."),
        "old": _("No signal. What you save is kept on this phone until there is one."),
        "follow_up": _("A visit needs a day on which you look in again. Enter one."),
        "sign_in": _("Your sign-in has ended. Sign in again, and your chats are sent."),
        "go": _("Sign in"),
        "closed": _("This log is not open to you any more. Tell your coordinator."),
        "refused": _("We could not read this chat. Please write it down again."),
        "done": _("Done"),
    }
