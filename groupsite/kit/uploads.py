"""Nobody fills the disk: what is too large is refused before it is read (TRUST T27)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

MOST_BYTES = 3 * 1024 * 1024
"""A list of 5,000 families is under one megabyte."""


class UploadMiddleware:
    """Looks at the length a request announces; one that announces none is read in small parts by the server itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced[:18]) > MOST_BYTES:
            return HttpResponse(render_to_string("413.html", request=None), status=413)
        return self.get_response(request)
