"""“Is it still you?” before something that matters: a password, a passkey or an e-mailed code."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from groupsite.accounts.letters import post_sign_in_letter
from groupsite.accounts.who import me
from groupsite.kit.forms import PageForm
from groupsite.kit.redirects import safe_path

FRESH_FOR = 10 * 60
TYPING = 30 * 60
CODE_FOR = 15 * 60
MOST_TRIES = 3
ASKED = "asked_again"


class CodeForm(PageForm):
    """The code from the letter. Spaces do not matter."""

    title = _("Is it still you?")
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-box"}),
        error_messages={"required": _("Enter the code from our letter.")},
    )

    def __init__(self, *args: Any, asked: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean_code(self) -> str:
        """Right, in time, and not guessed at."""
        code = "".join(self.cleaned_data["code"].split())
        self.asked["tries"] += 1
        if self.asked["tries"] > MOST_TRIES or time.time() - self.asked["at"] > CODE_FOR:
            raise ValidationError(say("This code no longer works. Ask for a new one."), code="over")
        if not constant_time_compare(_digest(code), self.asked["digest"]):
            raise ValidationError(say("This is not the code that we sent. Look at the newest letter."), code="wrong")
        return code


def again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for somebody who has proved themselves in the last ten minutes; others do so first and come back.

    A form opened in time may be sent for half an hour longer, so that nobody loses what they have typed.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request, within=FRESH_FOR + (TYPING if request.method == "POST" else 0)):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('again')}?{urlencode({'next': request.path})}")

    return shown


def is_fresh(request: HttpRequest, *, within: int) -> bool:
    """Has this session shown who it is in so many seconds, by signing in or since?"""
    proofs = get_authentication_records(request, me(request))
    return bool(proofs) and time.time() - proofs[-1]["at"] < within


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """One button sends a code, one box takes it; other ways stand below. Staff who have another way use that."""
    ways = get_adapter().get_reauthentication_methods(me(request))
    by_code = not (ways and me(request).is_staff_member)
    asked = request.session.get(ASKED) if by_code else None
    if by_code and request.method == "POST" and "send" in request.POST:
        return _send(request)
    form = CodeForm(request.POST if request.method == "POST" else None, asked=asked) if asked else None
    if form and form.is_bound and not ratelimit.consume(request, action="again_try", user=me(request)):
        return render(request, "account/again_too_many.html", status=429)
    if form and form.is_valid():
        del request.session[ASKED]
        record_authentication(request, me(request), method="code", reauthenticated=True)
        return redirect(safe_path(request, request.GET.get("next")) or "portal:home")
    request.session.modified = bool(form and form.is_bound)
    context = {"form": form, "email": me(request).email, "ways": ways, "by_code": by_code}
    return render(request, "account/again.html", context)


def _send(request: HttpRequest) -> HttpResponse:
    if not ratelimit.consume(request, action="again", user=me(request)):
        return render(request, "account/again_too_many.html", status=429)
    code = get_random_string(6, "0123456789")
    request.session[ASKED] = {"digest": _digest(code), "at": int(time.time()), "tries": 0}
    words = {"code": code, "request": request}
    subject = " ".join(render_to_string("account/email/again_subject.txt", words).split())
    post_sign_in_letter(
        me(request).email, subject=subject, text=render_to_string("account/email/again_message.txt", words)
    )
    return redirect(request.get_full_path())


def _digest(code: str) -> str:
    return salted_hmac("groupsite.accounts.again", code).hexdigest()
