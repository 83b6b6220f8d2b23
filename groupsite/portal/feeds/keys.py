"""The key in the address of a personal calendar: 128 bits by chance, kept as a digest, renewed and stopped at will."""

from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.portal.models import CalendarKey

BYTES = 16


def digest(token: str) -> str:
    """What we keep. A key with this much chance in it needs no slow hash."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def renew(user: User) -> str:
    """A new key, told only now; the one before opens nothing any more."""
    token = token_urlsafe(BYTES)
    kept = {"digest": digest(token), "made_at": clock.now()}
    key, _made = CalendarKey.objects.update_or_create(user=user, defaults=kept)
    record("calendar.shared", key, by=user)
    return token


def of(user: User) -> CalendarKey | None:
    """The one that opens this person's calendar, if they have made one."""
    return CalendarKey.objects.filter(user=user).first()


@transaction.atomic
def stop(user: User) -> None:
    """Nobody reads it any more."""
    for key in CalendarKey.objects.filter(user=user):
        record("calendar.stopped", key, by=user)
        key.delete()


def holder(token: str) -> User | None:
    """Whose calendar a key opens; nobody's when it is unknown, or its owner may not open the page of it any more."""
    owner = {"user__is_active": True, "user__roles__contains": [Role.PARENT]}
    key = CalendarKey.objects.filter(digest=digest(token), **owner).select_related("user").first()
    return key.user if key else None
