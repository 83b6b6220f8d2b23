"""Where the sign-in library meets the house: its letters go through our outbox, its secrets are encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.letters import post_sign_in_letter

CONFIRMED = "account/messages/email_confirmed.txt"


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in letters are rows like any other, so a silent mail server never breaks a page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address and the password do not go together. "
            "Try again, or leave the password empty and we e-mail you a code."
        ),
        "incorrect_code": _("That is not the code we sent. Look at the newest letter and try again."),
        "incorrect_password": _("That is not your password. Try again."),
        "too_many_login_attempts": _("That was wrong too many times. Wait five minutes, then try again."),
        "rate_limited": _("That was a lot in a short time. Wait a few minutes, then try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, as the code lives in the asker's session, and post."""
        words = {"email": email, "request": allauth_context.request, "group": settings.GROUP_NAME, **context}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
        post_sign_in_letter(email, subject=subject, text=render_to_string(f"{template_prefix}_message.txt", words))

    def add_message(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """What the library says above a page; nothing to somebody on the way in, whose next page is the answer."""
        if CONFIRMED in (*args, kwargs.get("message_template")) and not request.user.is_authenticated:
            return
        super().add_message(request, *args, **kwargs)

    def is_safe_url(self, url: str | None) -> bool:
        """Only ways inside the house, written from its own front door (TRUST T08)."""
        return bool(url) and str(url).startswith("/") and super().is_safe_url(url)

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  the library calls it so
        """Keep the e-mail in one case, as the database compares it."""
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator seeds and recovery codes are worth nothing in a stolen dump (TRUST §4.5)."""

    def encrypt(self, text: str) -> str:
        """With a key of its own, made from the secret key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The other way round."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
