"""The demo's own pages: be anyone with one click, read the letters that went out. Nowhere but in the demo."""

import email
import email.policy
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.models import User
from groupsite.outbox.queries import sent_lately
from groupsite.portal.seed.people import PEOPLE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Nine people to be."""
    _only_in_the_demo()
    return render(request, "portal/demo.html", {"people": PEOPLE})


@require_POST
def be(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them."""
    _only_in_the_demo()
    known = {person.email for person in PEOPLE}
    user = get_object_or_404(User, email=request.POST.get("email", ""), email__in=known)
    login(request, user, backend=BACKEND)
    return redirect("portal:home")


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that went out, sign-in codes included."""
    _only_in_the_demo()
    return render(request, "portal/demo_letters.html", {"letters": sent_lately(40), "codes": _caught(5)})


def _caught(count: int) -> list[dict[str, str]]:
    """The newest sign-in letters that the demo's own mail server took; the portal keeps no copy of a code."""
    folder = Path(settings.DEMO_MAIL_DIR)
    if not folder.is_dir():
        return []
    newest = sorted(folder.glob("*.eml"), reverse=True)[:30]
    caught = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in newest]
    return [_told(message) for message in caught if "code" in str(message["Subject"]).lower()][:count]


def _told(message: email.message.EmailMessage) -> dict[str, str]:
    body = message.get_body(("plain",))
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "text": body.get_content() if body else "",
    }
