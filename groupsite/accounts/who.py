"""Who is asking."""

from django.http import HttpRequest

from groupsite.accounts.models import User


def me(request: HttpRequest) -> User:
    """The person signed in; the gate has let nobody else this far."""
    assert isinstance(request.user, User)
    return request.user
