"""A password nobody guesses from the sign over the door (TRUST T09)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NotTheGroupsName:
    """Refuses the group's own name, however spaced."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise when the password is little more than the group's name."""
        name = settings.GROUP_NAME.replace(" ", "").casefold()
        if name in password.replace(" ", "").casefold() and len(password) < len(name) + 8:
            raise ValidationError(_("This password has the group's name in it. Please choose another."))

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return _("Your password can’t be the name of the group.")
