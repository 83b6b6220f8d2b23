"""Whether somebody asked us to stop. Looked at between steps, so that no step is cut in half."""

import signal
from types import FrameType


class Stopped(Exception):
    """Ctrl-C, a closed terminal, or a polite kill."""


class Asked:
    def __init__(self) -> None:
        self.to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.hear)

    def hear(self, number: int, frame: FrameType | None) -> None:
        self.to_stop = True

    def check(self) -> None:
        if self.to_stop:
            raise Stopped
