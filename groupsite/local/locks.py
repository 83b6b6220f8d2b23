"""One launcher at a time: a lock the kernel gives back however its holder ends."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any


class Taken(Exception):
    """Somebody holds the lock, and may have written down who and where they are."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        try:
            self.note: dict[str, Any] = json.loads(note)
        except ValueError:
            self.note = {}

    @property
    def at_work(self) -> bool:
        """Not merely being cleared up after."""
        try:
            os.kill(self.note["pid"], 0)
        except (KeyError, ProcessLookupError):
            return False
        except PermissionError:
            pass
        return True


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

    def tell(self, **facts: str) -> None:
        """Whoever comes second reads where the first one is."""
        note = json.dumps({"pid": os.getpid(), **facts}).encode()
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, note, 0)

    def release(self) -> None:
        os.ftruncate(self.handle, 0)
        os.close(self.handle)
