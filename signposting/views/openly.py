"""How our feed answers: to everybody, from any page, no oftener than we can bear, and only what has changed."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from groupsite.kit.errors import Refused
from groupsite.kit.turnstile import seconds_to_wait

METHODS = "GET, HEAD, OPTIONS"
TOLD = "ETag, Last-Modified, Retry-After"
ASKED = "If-None-Match, If-Modified-Since, Content-Type"
Answer = dict[str, Any]


def openly(view: Callable[..., Answer]) -> Callable[..., HttpResponseBase]:
    """Wrap a view that returns plain values; what it refuses is an answer in JSON, too."""

    @wraps(view)
    def answer(request: HttpRequest, **where: Any) -> HttpResponseBase:
        response = _preflight() if request.method == "OPTIONS" else _answer(view, request, where)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = TOLD
        return response

    return answer


def _preflight() -> HttpResponse:
    headers = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": ASKED,
        "Access-Control-Max-Age": "86400",
    }
    return HttpResponse(status=204, headers=headers)


def _answer(view: Callable[..., Answer], request: HttpRequest, where: dict[str, Any]) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return _refuse("only reading is possible here", status=405, Allow=METHODS)
    seconds = seconds_to_wait(request, "directory")
    if seconds:
        return _refuse("too many questions in one minute", status=429, **{"Retry-After": str(seconds)})
    try:
        return _unless_known(request, view(request, **where))
    except Http404:
        return _refuse("not found", status=404)
    except Refused as refused:
        return _refuse(str(refused.message), status=400)


def _refuse(words: str, *, status: int, **headers: str) -> HttpResponse:
    return JsonResponse({"error": words}, status=status, headers=headers)


def _unless_known(request: HttpRequest, body: Answer) -> HttpResponseBase:
    """The mark is of every letter of the answer. A date alone proves nothing of a list: a row that went has none."""
    response = JsonResponse(body)
    etag = quote_etag(sha256(response.content).hexdigest()[:32])
    changed = _changed(body)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    if changed:
        response.headers["Last-Modified"] = http_date(changed)
    dated = None if "contents" in body or not changed else int(changed)
    return get_conditional_response(request, etag=etag, last_modified=dated, response=response) or response


def _changed(body: Answer) -> float | None:
    """The latest change among what is told."""
    rows = body.get("contents", [body])
    said = [row.get("last_modified") or row.get("service", {}).get("last_modified") for row in rows]
    return max((datetime.fromisoformat(text).timestamp() for text in said if text), default=None)
