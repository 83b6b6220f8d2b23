"""Whom a letter goes to, and where its link leads."""

from django.conf import settings
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.kit.refs import pk_of
from groupsite.outbox.models import Letter


def person(row: Letter) -> User | None:
    """Who gets it, unless they have left."""
    return User.objects.filter(pk=pk_of(row.to), is_active=True).first()


def link(view_name: str, *args: object) -> str:
    """A whole address, as a letter needs it."""
    return f"{settings.SITE_URL}{reverse(view_name, args=args)}"
