"""Who sits at the desk."""

from django.http import HttpRequest

from groupsite.accounts.models import User


def reviewer(request: HttpRequest) -> User:
    """The person signed in; the gate has let only reviewers this far."""
    assert isinstance(request.user, User)
    return request.user
