"""The list's row and the details put together into one record, as fresh as each of them is."""

from typing import Any

Row = dict[str, Any]


def together(listed: Row, detail: Row | None, *, held: Row, held_row: Row) -> Row:
    """A detail read today wins over the list. Without one, what we hold stands, but for what the list has changed:
    a page that failed today must not look as if the service had lost its times."""
    if detail is not None:
        return listed | detail
    return held | {name: value for name, value in listed.items() if name not in held or held_row.get(name) != value}
