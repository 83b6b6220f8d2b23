"""Free ports on this machine, held from the moment they are found."""

import errno
import socket

from groupsite.local.problems import Problem

FIRST = 8000
TRIED = 100
HERE = "127.0.0.1"
# Who is not yet answered stands in line here: gunicorn, given this socket, asks for no longer line of its own. When it
# is full, the system forgets a caller who thinks that they got through, and resets the connection half a minute later.
LINE = 2048


def listen(wanted: int | None) -> socket.socket:
    """The port asked for, or else the first free one from 8000. Bound here and handed on, so nobody slips in."""
    if wanted is not None:
        return listen_on(wanted)
    for port in range(FIRST, FIRST + TRIED):
        try:
            return listen_on(port)
        except Problem:
            continue
    raise Problem(f"No port from {FIRST} to {FIRST + TRIED - 1} is free. Name one with --port.")


def listen_on(port: int) -> socket.socket:
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if somebody_answers(port):
            raise OSError(errno.EADDRINUSE, "")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind((HERE, port))
        line.listen(LINE)
    except OSError as error:
        line.close()
        raise cannot_have(port, error) from error
    return line


def somebody_answers(port: int) -> bool:
    """A Mac lets us share a port with a server that listens on every address. A browser would be confused."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as caller:
        caller.settimeout(0.5)
        return caller.connect_ex((HERE, port)) == 0


def cannot_have(port: int, error: OSError) -> Problem:
    if error.errno == errno.EACCES:
        return Problem(f"Port {port} is kept for the administrator of this machine. Choose one from 1024 up.")
    return Problem(
        f"Port {port} is in use by another program. Name another one with --port, "
        "or leave --port out and a free one is taken."
    )


def spare(remembered: int | None) -> int:
    """For the demo's own small servers: the port they had last time, which the demo's data may name, or any."""
    for port in (remembered or 0, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
            try:
                line.bind((HERE, port))
            except OSError:
                continue
            return int(line.getsockname()[1])
    raise Problem("This machine has no free port left.")
