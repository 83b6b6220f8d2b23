"""A square that a phone's camera reads, drawn on the server: no picture of others, no script."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import QRCode  # type: ignore[import-untyped]  # no stubs
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]

EDGE = 4
"""White round it, in its own squares; without it cameras do not find it (ISO/IEC 18004)."""


def svg(address: str, *, says: str) -> SafeString:
    """The drawing as SVG; `says` is for those who hear the page."""
    rows = squares(address)
    dots = "".join(
        f"M{x + EDGE} {y + EDGE}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    drawing = '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">{}</svg>'
    inside = format_html('<path class="qr-paper" d="M0 0h{}v{}H0z"/><path d="{}"/>', *[len(rows) + 2 * EDGE] * 2, dots)
    return format_html(drawing, says, *[len(rows) + 2 * EDGE] * 2, inside)


def squares(address: str) -> list[list[bool]]:
    """Row by row, true where it is dark. A sixth of it may be worn off and it still reads."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix
