"""Addresses carry a code nobody can guess or count, never a row number."""

from base64 import b64decode, urlsafe_b64encode
from uuid import UUID, uuid4

from django.db import models


class Coded(models.Model):
    """Something with a page of its own."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class ShortConverter:
    """The same code in 22 signs, for addresses in text messages."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> UUID:
        """The code; ValueError, so a 404, when it is none."""
        return UUID(bytes=b64decode(value + "==", altchars=b"-_", validate=True))

    def to_url(self, value: UUID) -> str:
        """Without the signs that only fill up."""
        return urlsafe_b64encode(value.bytes).decode().rstrip("=")
