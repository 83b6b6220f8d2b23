"""Takes the demo's letters by SMTP and keeps each as a file. It never sends anything on."""

import argparse
import socketserver
import time
from pathlib import Path

LARGEST = 10 * 1024 * 1024
ANSWERS = {
    "HELO": "250 hello",
    "EHLO": "250-hello\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10485760",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "RSET": "250 ok",
    "NOOP": "250 ok",
    "VRFY": "252 try",
    "QUIT": "221 bye",
}


class Mailbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, letter: bytes) -> None:
        """Named by its moment, so that a listing is in order."""
        name = f"{time.time_ns()}.eml"
        beside = self.folder / f".{name}"
        beside.write_bytes(letter)
        beside.rename(self.folder / name)


class Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("220 demo mailbox")
        while line := self.rfile.readline(4096):
            word = line.split()[0].upper().decode("ascii", "replace") if line.split() else ""
            if word == "DATA":
                self.take_letter()
            else:
                self.say(ANSWERS.get(word, "500 what?"))
            if word == "QUIT":
                return

    def take_letter(self) -> None:
        self.say("354 go on")
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline(65536)) not in (b".\r\n", b""):
            size += len(line)
            if size <= LARGEST:
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if size > LARGEST or not line:
            self.say("552 too large")
            return
        self.server.keep(b"".join(lines))
        self.say("250 kept")

    def say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    given = parser.parse_args()
    with Mailbox(given.port, given.dir) as mailbox:
        mailbox.serve_forever()


if __name__ == "__main__":
    main()
