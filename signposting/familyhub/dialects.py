"""What a page of a feed says about itself, whichever of the three dialects it speaks."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .values import number

V3, V1, OUTPOST = "oruk-v3", "oruk-v1", "outpost"
ROWS = ("contents", "content", "services", "items", "results", "data")
TOTAL = ("total_items", "totalElements", "totalItems")
PAGES = ("total_pages", "totalPages")
LAST = ("last_page", "last")
PER_PAGE = 100


@dataclass(frozen=True)
class Page:
    """One page of the list; what it does not say is None."""

    rows: list[Any]
    total: int | None
    pages: int | None
    last: bool | None
    dialect: str
    problems: frozenset[str]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(filter(None, map(source_id, self.rows)))


def page(body: Any) -> Page | None:
    """The page, or None when it holds no list at all."""
    if isinstance(body, list):
        return Page(body, None, None, None, _dialect({}, body), frozenset({"envelope_incomplete"}))
    if not isinstance(body, dict):
        return None
    name = next((name for name in ROWS if isinstance(body.get(name), list)), None)
    total, pages, last = (_first(body, names) for names in (TOTAL, PAGES, LAST))
    if name is None and (total is None or any(body.get(name) for name in ROWS)):
        return None
    rows = body[name] if name else []
    missing = {"envelope_incomplete"} if total is None or pages is None or name is None else set()
    return Page(rows, _whole(total), _whole(pages), last is True or last == "true" if last is not None else None,
                _dialect(body, rows), frozenset(missing))  # fmt: skip


def _first(body: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((body[name] for name in names if body.get(name) is not None), None)


def _whole(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and found >= 0 else None


def _dialect(body: dict[str, Any], rows: list[Any]) -> str:
    """The envelope tells v3 from the older two, and the rows tell those apart."""
    if "contents" in body and ("total_items" in body or "page_number" in body):
        return V3
    first = next((row for row in rows if isinstance(row, dict)), {})
    if isinstance(first.get("id"), int) or "organisation" in first or "min_age" in first:
        return OUTPOST
    if "empty" not in body and "first" in body and not rows:
        return OUTPOST
    return V1 if "content" in body else V3


def source_id(row: Any) -> str:
    """The publisher's own number for a record, as text."""
    given = row.get("id") if isinstance(row, dict) else None
    return str(given).strip()[:200] if isinstance(given, str | int) and not isinstance(given, bool) else ""


def roots(typed: str) -> list[str]:
    """Where the feed's root may be, given what somebody typed in: most likely first."""
    text = typed.strip()
    text = text if "://" in text else "https://" + text
    parts = urlsplit(text)
    whole = f"{parts.scheme.lower()}://{parts.netloc}{parts.path}".rstrip("/")
    steps = parts.path.rstrip("/").split("/")
    for name in ("services", "taxonomies", "taxonomy_terms", "service_at_locations", "organizations", "openapi.json"):
        if name in steps:
            cut = "/".join(steps[: steps.index(name)])
            return [f"{parts.scheme.lower()}://{parts.netloc}{cut}".rstrip("/"), whole]
    return [whole]
