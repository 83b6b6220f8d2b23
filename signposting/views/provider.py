"""The page behind the link in a provider's letter. Opening it changes nothing, however often."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from signposting.forms.asking import FixForm
from signposting.models import ProviderAsk
from signposting.queries.asking import ask_in
from signposting.rules.freshness import KEY_FIELDS
from signposting.services import asking

OF_A_BUTTON = (ProviderAsk.Answer.YES, ProviderAsk.Answer.CLOSED, ProviderAsk.Answer.OFF)
GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, token: str) -> HttpResponse:
    """What we say of them, and three buttons."""
    ask = _found(token)
    if _is_over(ask):
        return _over(request, ask)
    said = request.POST.get("answer", "")
    if request.method == "POST" and said in OF_A_BUTTON:
        quiet = bool(request.POST.get("quiet"))
        return _done(request, ask, lambda: asking.answer(ask, said, quiet=quiet))
    context = {"ask": ask, "service": ask.service, "token": token, "fields": KEY_FIELDS}
    return render(request, "signposting/provider/still_right.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fix(request: HttpRequest, token: str) -> HttpResponse:
    """Something is wrong: they say what. Parents see what they saw until one of us agrees."""
    ask = _found(token)
    if _is_over(ask):
        return _over(request, ask)
    form = FixForm(request.POST if request.method == "POST" else None, service=ask.service)
    if form.is_valid():
        try:
            asking.answer(ask, ProviderAsk.Answer.FIX, fixes=form.fixes())
        except Refused as refusal:
            tell(form, refusal)
        else:
            return render(request, "signposting/provider/thanks.html", {"ask": ask})
    return render(request, "signposting/provider/fix.html", {"ask": ask, "form": form, "token": token})


def _found(token: str) -> ProviderAsk:
    ask = ask_in(token)
    if ask is None:
        raise Http404
    return ask


def _is_over(ask: ProviderAsk) -> bool:
    return ask.answered_at is not None or ask.is_moot or ask.is_too_old(clock.now())


def _over(request: HttpRequest, ask: ProviderAsk) -> HttpResponse:
    context = {"ask": ask, "is_too_old": ask.is_too_old(clock.now())}
    return render(request, "signposting/provider/over.html", context, status=GONE)


def _done(request: HttpRequest, ask: ProviderAsk, deed: Callable[[], None]) -> HttpResponse:
    try:
        deed()
    except Refused:
        return _over(request, ask)
    return render(request, "signposting/provider/thanks.html", {"ask": ask})
