"""One launcher at a time: a lock the kernel gives back however its holder ends."""

import fcntl
import os
from pathlib import Path


class Taken(Exception):
    """Somebody holds the lock; the message is what they wrote into it."""


class Lock:
    def __init__(self, path: Path) -> None:
        """Take it now or not at all."""
        self.handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = os.pread(self.handle, 1000, 0).decode(errors="replace")
            os.close(self.handle)
            raise Taken(note) from None
        self.write("")

    def write(self, note: str) -> None:
        """Tell whoever comes second where the first one is."""
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, note.encode(), 0)

    def release(self) -> None:
        self.write("")
        os.close(self.handle)
