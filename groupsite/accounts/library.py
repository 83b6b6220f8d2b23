"""What the sign-in library keeps of a person, classed like our own tables (DESIGN, law 8)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from groupsite.kit.personal import DELETE, Term


class EmailAddresses:
    """An address somebody signs in with."""

    basis = "legitimate interests: signing in"
    kept = "as the account"
    whose = {"accounts.user": ("user",)}
    erase = {"user": DELETE, "email": ""}
    keep = {"id", "verified", "primary"}


class Authenticators:
    """A passkey, an app, recovery codes. The secrets are not in an export: it would open the account."""

    basis = "legitimate interests: signing in"
    kept = "as the account; secrets are left out of an export"
    whose = {"accounts.user": ("user",)}
    told = False
    erase = {"user": DELETE, "data": dict}
    keep = {"id", "type", "created_at", "last_used_at"}


class SignInSessions:
    """Where somebody is signed in."""

    basis = "legitimate interests: security"
    kept = "90 days after it was last used"
    whose = {"accounts.user": ("user",)}
    terms = [Term(since=("last_seen_at",), days=90)]
    erase = {"user": DELETE, "ip": "", "user_agent": "", "session_key": "", "data": dict}
    keep = {"id", "created_at", "last_seen_at"}


def adopt() -> None:
    """Let the library's tables say what ours say."""
    classes: dict[Any, type] = {
        EmailAddress: EmailAddresses,
        Authenticator: Authenticators,
        UserSession: SignInSessions,
    }
    for model, personal in classes.items():
        model.Personal = personal
