"""The road between a browser and the house. Taken away, the house cannot be reached: nobody answers at its door."""

import contextlib
import socket
import threading


class Road:
    """Carries bytes both ways, from a port of its own to the server's."""

    def __init__(self, to):
        self.to, self.port, self.carts = to, 0, []
        self.open()

    def open(self):
        self.gate = socket.create_server(("localhost", self.port))
        self.port = self.gate.getsockname()[1]
        threading.Thread(target=self._let_in, args=(self.gate,), daemon=True).start()

    def close(self):
        for end in [self.gate, *self.carts]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.carts = []

    def _let_in(self, gate):
        while True:
            try:
                here, _ = gate.accept()
                there = socket.create_connection(self.to)
            except OSError:
                return
            self.carts += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one, other):
    try:
        while load := one.recv(65536):
            other.sendall(load)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        return
