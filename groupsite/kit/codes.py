"""Addresses carry a code nobody can guess or count, never a row number."""

from uuid import uuid4

from django.db import models


class Coded(models.Model):
    """Something with a page of its own."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
