"""The programs of the running portal: started apart from our terminal, stopped together."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from groupsite.local import paths
from groupsite.local.logs import open_log
from groupsite.local.watchdog import Watchdog

PATIENCE = 12.0


@dataclass(frozen=True)
class Child:
    """A program we started and must not leave behind."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def ended(self) -> bool:
        return self.process.poll() is not None


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    watchdog: Watchdog,
    keep: Sequence[int] = (),
) -> Child:
    """In a session of its own, so that Ctrl-C reaches only us and we choose the order of the ends."""
    with open_log(log) as output:
        process = subprocess.Popen(
            command,
            cwd=paths.CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=keep,
            start_new_session=True,
            preexec_fn=watchdog.minding("app"),
        )
    return Child(name, process, log)


def stop_all(children: Iterable[Child]) -> None:
    """Ask all at once, wait a while, then end whole groups: a worker may have left children behind."""
    children = list(children)
    for child in children:
        if not child.ended():
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):  # a Mac says the second of an empty group
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
