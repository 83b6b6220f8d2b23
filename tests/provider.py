"""A text provider on a port of this machine: real HTTP, and a memory in a file that outlives any worker."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Provider(ThreadingHTTPServer):
    """Takes each text; `answer` makes it refuse."""

    daemon_threads = True
    answer = 201

    def __init__(self, book):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.book = book
        self.book.touch()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/messages"

    def taken(self):
        return [json.loads(line) for line in self.book.read_text().splitlines()]


class Conversation(BaseHTTPRequestHandler):
    def do_POST(self):
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answer < 300:
            with self.server.book.open("a") as book:
                book.write(json.dumps(told | {"token": self.headers["Authorization"]}) + "\n")
        self._say(self.server.answer)

    def do_GET(self):
        known = [text["reference"] for text in self.server.taken()]
        self._say(200 if self.path.rpartition("/")[2] in known else 404)

    def _say(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@contextmanager
def provider(book):
    """One that answers for as long as the block lasts."""
    server = Provider(book)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
