"""Text that is worth nothing in a stolen dump (TRUST §4.5): sealed with AES-GCM and bound to its own row.

A row is read without opening anything; the text is opened when somebody asks for it. A text carried to another row or
column does not open. Keys come from `FIELD_KEYS`: the first writes, all of them read.
"""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.query_utils import DeferredAttribute

MARK = "sealed1"
NONCE = 12


class CannotOpen(Exception):
    """No key of ours opens this text, or it was sealed for another row. The text itself is kept as it is."""


def seal(plain: str, binding: str) -> str:
    """The text for the database; nothing for nothing."""
    if not plain:
        return ""
    name, key = next(iter(_ring().items()))
    nonce = secrets.token_bytes(NONCE)
    body = nonce + AESGCM(key).encrypt(nonce, plain.encode(), binding.encode())
    return f"{MARK}:{name}:{base64.urlsafe_b64encode(body).decode()}"


def unseal(sealed: str, binding: str) -> str:
    """What was sealed for this row and column; CannotOpen for anything else."""
    if not sealed.startswith(f"{MARK}:"):
        return str(sealed)  # written before the column was sealed; `manage.py reseal` seals it
    _, name, text = sealed.split(":", 2)
    body = base64.urlsafe_b64decode(text)
    try:
        return AESGCM(_ring()[name]).decrypt(body[:NONCE], body[NONCE:], binding.encode()).decode()
    except (KeyError, InvalidTag):
        raise CannotOpen("This text was sealed with a key that is not in FIELD_KEYS, or for another row.") from None


def is_current(sealed: str) -> bool:
    """Is there nothing to do for `reseal`?"""
    return not sealed or sealed.startswith(f"{MARK}:{next(iter(_ring()))}:")


def _ring() -> dict[str, bytes]:
    """Keys by their short names, the writing one first."""
    keys = [hashlib.sha256(b"field:" + key.encode()).digest() for key in settings.FIELD_KEYS]
    return {hashlib.sha256(key).hexdigest()[:8]: key for key in keys}


class Closed(str):
    """A sealed text as the database holds it."""

    __slots__ = ()


class SealedAttribute(DeferredAttribute):
    """Opens the text when it is first asked for, and only then."""

    field: "SealedText"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """The plain text."""
        value = super().__get__(instance, cls)
        if isinstance(value, Closed):
            value = instance.__dict__[self.field.attname] = self.field.opened(value, self.field.binding_of(instance))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        """Plain text from us, or closed from the database."""
        instance.__dict__[self.field.attname] = value


class SealedText(models.TextField):
    """Words nobody searches or sorts by. `bound_to` names a field that never changes and is known before saving."""

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, bound_to: str = "code", **kwargs: Any) -> None:
        self.bound_to = bound_to
        given: dict[str, Any] = {"blank": True, "default": ""} | kwargs
        super().__init__(*args, **given)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"bound_to": self.bound_to}

    def binding_of(self, instance: models.Model) -> str:
        """What ties a text to this row and column."""
        return self.binding(getattr(instance, self.bound_to))

    def binding(self, row: object) -> str:
        """The same for a row of which only the tying value is at hand."""
        return f"{self.model._meta.label_lower}.{self.name}:{row}"

    def opened(self, value: str, binding: str) -> Any:
        """Plain from sealed."""
        return unseal(value, binding)

    def closed(self, value: Any, binding: str) -> str:
        """Sealed from plain."""
        return seal(value, binding)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """As it lies there; opened later."""
        return Closed(value) if value else value

    def pre_save(self, model_instance: Any, add: bool) -> Any:  # noqa: FBT001  Django's own
        """Sealed again, unless nobody has opened it."""
        value = model_instance.__dict__[self.attname]
        return value if isinstance(value, Closed) else Closed(self.closed(value, self.binding_of(model_instance)))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Only sealed text is written: `update()` and `bulk_update()` would put it there in the clear."""
        if value and not isinstance(value, Closed):
            raise TypeError(f"{self.model._meta.label}.{self.name} is sealed: change it on the row and save the row.")
        return super().get_db_prep_save(value, connection)


class SealedJSON(SealedText):
    """The same for answers of several parts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": dict} | kwargs)

    def opened(self, value: str, binding: str) -> Any:
        """The answers."""
        return json.loads(unseal(value, binding))

    def closed(self, value: Any, binding: str) -> str:
        """Answers as one text, sealed."""
        return seal(json.dumps(value, cls=DjangoJSONEncoder), binding)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Nothing, written by an erasure, is a text too."""
        return super().get_db_prep_save(Closed(json.dumps(value)) if value in ({}, []) else value, connection)


def reseal(model: Any, *, batch: int = 500) -> int:
    """Seal what lies there in the clear or under an older key; how many rows changed. Safe while people work."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedText)]
    if not fields:
        return 0
    changed, after = 0, 0
    rows_by_number = model._default_manager.order_by("pk")
    while numbers := list(rows_by_number.filter(pk__gt=after).values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            rows = rows_by_number.select_for_update(of=("self",)).filter(pk__in=numbers)
            changed += sum(_resealed(row, fields) for row in rows)
        after = numbers[-1]
    return changed


def _resealed(row: models.Model, fields: list[SealedText]) -> bool:
    stale = [field.attname for field in fields if not is_current(row.__dict__[field.attname])]
    for name in stale:
        getattr(row, name)  # opened here, sealed again with today's key as the row is saved
    if stale:
        row.save(update_fields=stale)
    return bool(stale)
