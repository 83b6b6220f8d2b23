"""A gateway that can be asked: it keeps each reference it took in a file, durable outside the system under test."""

import os
import time
from pathlib import Path


class FileGateway:
    """Takes five thousandths of a second a message, like a quick provider."""

    takes = 0.005

    def __init__(self):
        self.book = Path(os.environ["FILE_GATEWAY"])

    def send(self, *, to, subject, text, html, files, reference):
        with self.book.open("a") as book:
            book.write(f"{reference}\n")
            book.flush()
        time.sleep(self.takes)

    def was_sent(self, reference):
        return reference in self.book.read_text().split()

    def close(self):
        """Nothing to hang up."""


class DeafGateway(FileGateway):
    """The same, but it cannot be asked: the negative control. It is slow, so that kills come while it sends."""

    takes = 0.02

    def was_sent(self, reference):
        return False
