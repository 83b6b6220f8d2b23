"""Text messages through a provider, spoken to in one plain way (docs/operations.md, “Text messages”)."""

import httpx
from django.conf import settings

from groupsite.outbox.gateways import NeverDeliverable, TryLater
from groupsite.outbox.letters import Attachment

PATIENCE = httpx.Timeout(10, connect=5)
HAD_IT, REFUSED = 409, {400, 404, 410, 422}


class HttpTextGateway:
    """POSTs each text under our own reference, and GETs that reference when a worker died with it."""

    def __init__(self) -> None:
        self._client = httpx.Client(headers={"Authorization": f"Bearer {settings.TEXT_TOKEN}"}, timeout=PATIENCE)

    def send(
        self, *, to: str, subject: str, text: str, html: str, files: tuple[Attachment, ...], reference: str
    ) -> None:
        """One text to one number. A reference the provider has had before is as good as taken."""
        told = {"reference": reference, "from": settings.TEXT_SENDER, "to": to, "text": text}
        answer = self._ask("POST", settings.TEXT_URL, json=told, headers={"Idempotency-Key": reference})
        if answer.status_code in REFUSED:
            raise NeverDeliverable(f"number refused ({answer.status_code})")
        if not answer.is_success and answer.status_code != HAD_IT:
            raise TryLater(f"provider said {answer.status_code}")

    def was_sent(self, reference: str) -> bool:
        """Has the provider had it? Without an answer we do not guess: raises TryLater."""
        answer = self._ask("GET", f"{settings.TEXT_URL.rstrip('/')}/{reference}")
        if not answer.is_success and answer.status_code != 404:
            raise TryLater(f"provider said {answer.status_code}")
        return answer.is_success

    def _ask(self, method: str, url: str, **options: object) -> httpx.Response:
        try:
            return self._client.request(method, url, **options)  # type: ignore[arg-type]  # as httpx takes them
        except httpx.HTTPError as error:
            raise TryLater(type(error).__name__) from error

    def close(self) -> None:
        """Hang up."""
        self._client.close()
