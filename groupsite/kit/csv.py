"""Spreadsheets open our files: no cell may become a formula (OWASP ASVS 1.2.10)."""

import csv
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# Full-width forms count: some spreadsheet programs fold them. A leading +44 number stays readable behind its quote.
RISKY = re.compile("^[\\s\"']*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def safe_cell(value: object) -> str:
    """The value as text that a spreadsheet shows and never runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if RISKY.match(text) else text


def download(filename: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file, with the mark that makes Excel read it as UTF-8."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerows([safe_cell(cell) for cell in row] for row in (header, *rows))
    return response
