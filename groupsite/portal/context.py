"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """The group's name and how to reach it."""
    return {
        "group_name": settings.GROUP_NAME,
        "group_phone": settings.GROUP_PHONE,
        "group_email": settings.GROUP_EMAIL,
        "demo": settings.DEMO,
    }
