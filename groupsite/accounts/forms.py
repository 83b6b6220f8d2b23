"""The sign-in library's forms, asking less."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import Honeypot


class JoinForm(SignupForm):
    """An e-mail address is enough: a code proves it. A password may be set later by those who like one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)
        self.fields["website"] = Honeypot()
        self.fields["email"].help_text = _("We send you a code to make sure it is yours. Nobody else sees it.")


class SignInForm(LoginForm):
    """With a password, or without: then a code comes by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].required = False
        self.fields["password"].help_text = _("Leave this empty and we e-mail you a code instead.")
