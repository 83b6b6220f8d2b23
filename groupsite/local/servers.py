"""Start and stop the embedded Postgres and Valkey of one place."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from groupsite.local import paths
from groupsite.local.children import Child
from groupsite.local.logs import open_log, tail
from groupsite.local.places import Place, empty
from groupsite.local.problems import Problem, disk_full, disk_is_full, need_room
from groupsite.local.programs import account, postgres_bin, postgres_major, valkey_server
from groupsite.local.watchdog import Watchdog

INITDB = ["--username", paths.DATABASE, "--auth=trust", "--encoding=UTF8", "--no-instructions", "--no-sync"]
SAME_ORDER_EVERYWHERE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
NO_SPINNING_DISK = {"random_page_cost": "1.1"}  # or a table of a million bookings is read whole for eight weeks of it
SMALL = {"max_connections": "60", "max_wal_size": "256MB", "min_wal_size": "32MB", **NO_SPINNING_DISK}
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "max_connections": "120",
}
LONGEST_START = 60.0
SHUTDOWN = 10.0


def start_postgres(place: Place, watchdog: Watchdog) -> Child:
    """A running Postgres with our database in it, made the first time."""
    programs = postgres_bin()
    data = place.state / f"pg{postgres_major(programs)}"
    if not data.exists():
        make_cluster(programs, data, place)
    else:
        need_room(data, megabytes=30)
    stop_forgotten_postgres(programs, data)
    server = launch("postgres", [str(programs / "postgres"), "-D", str(data), *options(place)], place, watchdog)
    wait_until(lambda: postgres_says_ready(data, server.process.pid), server, place)
    return server


def options(place: Place) -> list[str]:
    chosen = {
        "listen_addresses": "",
        "port": paths.PORT,
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        **SMALL,
        **(THROWAWAY if place.throwaway else {}),
    }
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def make_cluster(programs: Path, data: Path, place: Place) -> None:
    """Under another name until it is whole, so a start cut short leaves nothing half made."""
    need_room(place.state, megabytes=150)
    making = empty(data.with_name(f"{data.name}.making"))
    locale = ["--locale=C", *(SAME_ORDER_EVERYWHERE if postgres_major(programs) >= 17 else [])]
    run([programs / "initdb", "-D", making, *INITDB, *locale], place)
    create = f'create database "{paths.DATABASE}";\n'
    run([programs / "postgres", "--single", "-j", "-D", making, "postgres"], place, said=create)
    making.rename(data)


def run(command: list[str | Path], place: Place, *, said: str = "") -> None:
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        input=said.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **borrowed(),  # type: ignore[call-overload]
    )
    if done.returncode:
        told = done.stdout.decode(errors="replace")
        if disk_is_full(place.state, told=told):
            raise disk_full(place.state)
        raise Problem(f"{Path(command[0]).name} could not make the database:\n{told.strip()}")


def borrowed() -> Mapping[str, object]:
    """How every server process runs: not as root, away from our terminal, with a bare environment."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TZ", "HOME")}
    common = {"cwd": "/", "env": {**kept, "LC_ALL": "C"}, "start_new_session": True}
    who = account()
    if who is None:
        return common
    return {**common, "user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def launch(name: str, command: list[str], place: Place, watchdog: Watchdog, **extra: object) -> Child:
    with open_log(place.log(name)) as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=watchdog.minding("server"),
            **{**borrowed(), **extra},  # type: ignore[call-overload]
        )
    return Child(name, process, place.log(name))


def postgres_says_ready(data: Path, pid: int) -> bool:
    """The postmaster keeps its state on the eighth line of its own file."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def stop_forgotten_postgres(programs: Path, data: Path) -> None:
    """A Postgres still at work in our folder lost its launcher. We hold the lock, so nobody needs it."""
    note = data / "postmaster.pid"
    lines = note.read_text().splitlines() if note.exists() else []
    if len(lines) < 5:
        return
    pid = int(lines[0])
    if answers_for(data, programs, sockets=lines[4]):
        os.kill(pid, signal.SIGINT)
        wait_while(note.exists)
    elif is_postgres(pid):
        wait_while(lambda: note.exists() and is_postgres(pid), longest=SHUTDOWN)  # it no longer answers: on its way out
    else:
        # After a reboot the number may be anybody's, and Postgres would refuse to start. It never minds its parent's.
        note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")


def answers_for(data: Path, programs: Path, *, sockets: str) -> bool:
    """Asked of the server itself: a number in a file may by now be anybody's process."""
    way = [str(programs / "psql"), "-XAt", "-h", sockets, "-p", paths.PORT, "-U", paths.DATABASE]
    question = [*way, "-c", "show data_directory", "postgres"]
    answer = subprocess.run(question, check=False, capture_output=True, text=True, timeout=20)
    return answer.stdout.strip() == str(data)


def is_postgres(pid: int) -> bool:
    """Linux without its process tools has /proc, and a Mac has ps."""
    if Path("/proc/self").exists():
        comm = Path(f"/proc/{pid}/comm")
        return comm.exists() and "postgres" in comm.read_text()
    said = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return "postgres" in said.stdout


def start_valkey(place: Place, watchdog: Watchdog) -> Child:
    """Broker only: it may be lost without losing anything, but a restart should not forget a task."""
    data = place.state / "valkey"
    if not data.exists():
        empty(data)
    where = place.sockets / "valkey.sock"
    stop_forgotten_valkey(where)
    where.unlink(missing_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(where),
        "unixsocketperm": "700",
        "dir": ".",  # not the path: it may hold spaces, which the command line of Valkey does not survive
        "save": "",
        "appendonly": "no" if place.throwaway else "yes",
        "maxmemory-policy": "noeviction",
        "databases": "64",
    }
    command = [str(valkey_server()), *(part for name, value in settings.items() for part in (f"--{name}", value))]
    server = launch("valkey", command, place, watchdog, cwd=data)
    wait_until(lambda: valkey_answers(where), server, place)
    return server


def valkey_answers(where: Path) -> bool:
    return tell_valkey(where, b"PING").startswith(b"+PONG")


def stop_forgotten_valkey(where: Path) -> None:
    """Two of them writing one file would spoil it."""
    if valkey_answers(where):
        tell_valkey(where, b"SHUTDOWN")
        wait_while(lambda: valkey_answers(where))


def tell_valkey(where: Path, word: bytes) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(where))
            line.sendall(word + b"\r\n")
            return line.recv(16)
    except OSError:
        return b""


def wait_while(still: Callable[[], bool], *, longest: float = LONGEST_START) -> None:
    deadline = time.monotonic() + longest
    while still() and time.monotonic() < deadline:
        time.sleep(0.05)


def wait_until(ready: Callable[[], bool], server: Child, place: Place) -> None:
    """A server that does not come up is not left half up."""
    deadline = time.monotonic() + LONGEST_START
    try:
        while not ready():
            if server.ended() or time.monotonic() > deadline:
                raise did_not_start(server, place)
            time.sleep(0.01)
    except BaseException:
        stop(server)
        raise


def did_not_start(server: Child, place: Place) -> Problem:
    told = tail(server.log)
    if disk_is_full(place.state, told=told):
        return disk_full(place.state)
    return Problem(f"{server.name} did not start. The end of {server.log}:\n{told}")


def stop(server: Child) -> None:
    """Both servers take an interrupt as: finish what was promised, then go."""
    if server.ended():
        return
    server.process.send_signal(signal.SIGINT)
    try:
        server.process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


def ask(place: Place, question: str, *, database: str = paths.DATABASE) -> str:
    """One value from the database, or nothing when it has no such table yet."""
    way = [str(postgres_bin() / "psql"), "-XAt", "-h", str(place.sockets), "-p", paths.PORT, "-U", paths.DATABASE]
    said = subprocess.run([*way, "-c", question, database], check=False, capture_output=True, text=True)
    return said.stdout.strip()


def start_afresh(place: Place) -> None:
    ask(place, f'drop database "{paths.DATABASE}" with (force)', database="postgres")
    ask(place, f'create database "{paths.DATABASE}"', database="postgres")
