"""Checks a skills record without asking anybody: python3 check_record.py record-key.pem skills-record.txt

Needs only the `cryptography` package and the group's published key (/rota/records/key.pem).
"""

import base64
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def is_true(key: str, record: str) -> bool:
    """Is every letter of the record what was signed?"""
    text, _, below = record.rpartition("Signature:")
    signature = "".join(below.split())
    try:
        given = base64.b64decode(signature, validate=True)
        load_pem_public_key(key.encode()).verify(  # type: ignore[call-arg, union-attr]  # an Ed25519 key
            given, " ".join(text.split()).encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return base64.b64encode(given).decode() == signature  # the last letter has bits to spare


if __name__ == "__main__":
    found = is_true(*(Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3]))
    print("true" if found else "NOT TRUE: something was changed, or another group signed it")  # noqa: T201
    sys.exit(not found)
