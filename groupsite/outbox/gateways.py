"""Ways out of the house. A gateway sends one message under our own reference, and may be asked about it later."""

import logging
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.module_loading import import_string

from groupsite.outbox.letters import Attachment

log = logging.getLogger(__name__)


class TryLater(Exception):
    """The gateway could not take it now."""


class NeverDeliverable(Exception):
    """The gateway says that this address will never take it."""


class Gateway(Protocol):
    """What a way out can do."""

    def send(
        self, *, to: str, subject: str, text: str, html: str, files: tuple[Attachment, ...], reference: str
    ) -> None:
        """Send one message, to one person; raises TryLater or NeverDeliverable."""

    def was_sent(self, reference: str) -> bool:
        """Has this reference gone out already? False also when the gateway cannot be asked."""

    def close(self) -> None:
        """Hang up after a batch."""


class EmailGateway:
    """SMTP. It cannot be asked, so a repeat carries the same Message-ID and mail programs fold the two."""

    def __init__(self) -> None:
        self._connection = get_connection(fail_silently=False)

    def send(
        self, *, to: str, subject: str, text: str, html: str, files: tuple[Attachment, ...], reference: str
    ) -> None:
        """One envelope, one recipient, over the batch's one connection."""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        mail = EmailMultiAlternatives(
            subject, text, to=[to], connection=self._connection, headers={"Message-ID": f"<{reference}@{domain}>"}
        )
        if html:
            mail.attach_alternative(html, "text/html")
        for file in files:
            mail.attach(file.name, file.content, file.mimetype)
        try:
            self._connection.open()
            mail.send()
        except (SMTPRecipientsRefused, SMTPSenderRefused, UnicodeError) as error:
            self.close()
            raise _verdict(error) from error
        except (SMTPException, OSError) as error:
            self.close()
            raise TryLater(type(error).__name__) from error

    def was_sent(self, reference: str) -> bool:
        """SMTP keeps no record that we may read."""
        return False

    def close(self) -> None:
        """End the conversation; the next message starts a new one."""
        try:
            self._connection.close()
        finally:
            self._connection = get_connection(fail_silently=False)


def _verdict(error: Exception) -> Exception:
    codes = [code for code, _ in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []
    final = isinstance(error, UnicodeError) or any(500 <= code < 600 for code in codes)
    return NeverDeliverable("address refused") if final else TryLater(type(error).__name__)


class ConsoleTextGateway:
    """Text messages for a group without a text provider yet: the log says that one would have gone out."""

    def send(
        self, *, to: str, subject: str, text: str, html: str, files: tuple[Attachment, ...], reference: str
    ) -> None:
        """Say so, with neither the number nor the words."""
        log.info("text message %s of %d characters", reference, len(text))

    def was_sent(self, reference: str) -> bool:
        """A log cannot be asked."""
        return False

    def close(self) -> None:
        """Nothing to hang up."""


def gateway_for(channel: str) -> Gateway:
    """The way out that settings name for a channel."""
    return import_string(settings.OUTBOX_GATEWAYS[channel])()
