"""Our own feed: anonymous, read only, open to every site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from signposting import exports
from signposting.queries.directory import published

USUAL, MOST = 50, 200


@require_safe
def root(request: HttpRequest) -> JsonResponse:
    """What this feed is."""
    return _open(exports.root())


@require_safe
def services(request: HttpRequest) -> JsonResponse:
    """One page of what we list, in an order that never moves."""
    number, per_page = _whole(request.GET, "page", 1), _whole(request.GET, "per_page", USUAL)
    if not number or not per_page:
        return _open({"error": "page and per_page are whole numbers from 1"}, status=400)
    per_page = min(per_page, MOST)
    rows = published()
    shown = list(rows[(number - 1) * per_page : number * per_page])
    return _open(exports.page(shown, number=number, per_page=per_page, total=rows.count()))


@require_safe
def service(request: HttpRequest, code: UUID) -> JsonResponse:
    """One service, nested."""
    found = published().filter(code=code).first()
    return _open(exports.record(found)) if found else _open({"error": "not found"}, status=404)


def _whole(query: Mapping[str, Any], name: str, usual: int) -> int:
    """A whole number from 1, or 0 when it is none."""
    given = query.get(name, str(usual))
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0


def _open(body: Any, status: int = 200) -> JsonResponse:
    headers = {"Access-Control-Allow-Origin": "*"}
    return JsonResponse(body, status=status, headers=headers)
