"""Files the room gives out. Every cell is safe in a spreadsheet (groupsite.kit.csv)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from families.models import Import
from families.rules.columns import COLUMNS
from families.rules.fates import TAKEN
from families.services.importing import lines_of
from groupsite.kit.csv import download


def template() -> HttpResponse:
    """The headings of a list we can read without asking, and no row that somebody might leave in."""
    return download("families-to-fill-in.csv", [str(column.label) for column in COLUMNS.values()], [])


def left_over(brought: Import) -> HttpResponse:
    """Rows that were not, or would not be, taken: as they came, and why."""
    rows = {row["n"]: row["cells"] for row in brought.rows["rows"]}
    left = [line for line in lines_of(brought) if line.fate not in TAKEN]
    why = [" ".join(line.wrong.values()) or line.says for line in left]
    width = len(brought.rows["headings"])
    cells = [rows[line.number] + [""] * (width - len(rows[line.number])) for line in left]
    header = [*brought.rows["headings"], _("Why it was not taken in")]
    return download("families-left-over.csv", header, [[*row, says] for row, says in zip(cells, why, strict=True)])
