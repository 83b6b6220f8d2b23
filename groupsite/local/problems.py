"""What can go wrong on somebody's machine, said in a sentence they can act on."""

import errno
import shutil
from pathlib import Path


class Problem(Exception):
    """The message is for the person at the keyboard: what happened, what to do."""


NO_SPACE = "No space left on device"
LITTLE = 8 * 1024 * 1024


def disk_is_full(place: Path, *, told: str = "", error: BaseException | None = None) -> bool:
    """Whether a failure that speaks of something else was really a full disk."""
    if NO_SPACE in told or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return True
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free < LITTLE


def disk_full(place: Path) -> Problem:
    return Problem(
        f"The disk that holds {place} is full. Make some room and start again; nothing already saved is lost."
    )


def need_room(place: Path, *, megabytes: int) -> None:
    """Stop before half a database is written, not after."""
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // (1024 * 1024)
    if free < megabytes:
        raise Problem(
            f"The disk that holds {place} is nearly full: {free} MB free, {megabytes} MB needed. "
            "Make some room and start again; nothing already saved is lost."
        )
