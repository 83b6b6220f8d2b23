"""Reads the town and the sixty questions; see the two text files beside this."""

from pathlib import Path

from tests.cast import ServiceFactory, facts

HERE = Path(__file__).parent
KEYS = ("name", "organization", "kinds", "ages", "times", "place", "price", "access", "languages", "description")


def _lines(name):
    return [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]


def questions():
    """What is typed, and the names of which one should come first."""
    for line in _lines("queries.txt"):
        typed, _, names = line.partition(" | ")
        yield typed, names.split("; ")


def build():
    """Every service of the town, as a feed would bring it."""
    return [ServiceFactory(**facts(**_raw(line))) for line in _lines("town.txt")]


def _raw(line):
    row = dict(zip(KEYS, (cell.strip() for cell in line.split("|")), strict=True))
    low, _, high = row["ages"].partition("-")
    venue, street, code = [*row["place"].split(", "), "", "", ""][:3]
    return {
        "name": row["name"], "description": row["description"], "organization": {"name": row["organization"]},
        "minimum_age": low, "maximum_age": high,
        "schedules": [_times(part) for part in row["times"].split("; ") if part],
        "locations": [{"name": venue, "address_1": street, "city": "Bristol", "postal_code": code}] if code else [],
        "cost_options": [{"option": row["price"]}] if row["price"] else [],
        "accessibility": _named(row["access"]), "languages": _named(row["languages"]),
        "taxonomies": _named(row["kinds"]),
    }  # fmt: skip


def _named(cell):
    return [{"name": name, "description": name} for name in cell.split("; ") if name]


def _times(part):
    days, hours = part.split(" ")
    opens, closes = hours.split("-")
    return {"byday": days, "opens_at": opens, "closes_at": closes}
