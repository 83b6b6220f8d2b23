"""News from the sign-in library."""

import time
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

from groupsite.accounts.middleware import SECOND_FACTOR


@receiver([authenticator_added, authenticator_used])
def remember_second_factor(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """This session has shown a passkey, an app's code or a recovery code."""
    request.session[SECOND_FACTOR] = int(time.time())
