"""Where a person wanted to go before we asked something else: only ever a page of our own (TRUST T08)."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_path(request: HttpRequest, wanted: str | None) -> str:
    """The path when it is one of ours, else nothing."""
    wanted = wanted or ""
    ours = wanted.startswith("/") and wanted.isprintable() and "\\" not in wanted
    return wanted if ours and url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else ""
