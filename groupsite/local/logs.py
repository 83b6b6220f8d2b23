"""What the programs said, kept where a person can read it."""

from pathlib import Path
from typing import BinaryIO

LARGEST = 4 * 1024 * 1024


def open_log(log: Path) -> BinaryIO:
    """Kept from start to start, so yesterday's trouble can still be read; never without end."""
    if log.exists() and log.stat().st_size > LARGEST:
        log.replace(log.with_suffix(".log.old"))
    return log.open("ab")


def tail(log: Path, lines: int = 12) -> str:
    """The end of a log, which is where the reason usually is."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""
