"""Logs are read by people who need no names. What looks like an address or a phone number is masked."""

import logging
import re

EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"',;)]+")
PHONE = re.compile(r"(?<![\w-])(?:\+44|0)[\d\s()]{8,13}\d(?![\w-])")
TOKEN = re.compile(r"(/(?:feed|link)/)[\w-]{16,}")


def masked(text: str) -> str:
    """The text without e-mail addresses, UK phone numbers and secret links."""
    return TOKEN.sub(r"\1[masked]", PHONE.sub("[phone]", EMAIL.sub("[e-mail]", text)))


class NoPersonalData(logging.Filter):
    """Masks each record after its arguments are filled in, traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
        return True
