"""Who is asking."""

from django.http import HttpRequest

from groupsite.accounts.models import User


def me(request: HttpRequest) -> User:
    """The person signed in; the gate has let nobody else this far."""
    assert isinstance(request.user, User)
    return request.user


def name_and_address(request: HttpRequest) -> dict[str, str]:
    """What an open form need not ask of somebody who is signed in."""
    user = request.user
    return {"name": user.name, "email": user.email} if isinstance(user, User) else {}
