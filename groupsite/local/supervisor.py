"""The whole portal on one machine: what starts in which order, and how it all ends."""

import http.client
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from groupsite.local import children, engines, outside, ports
from groupsite.local.asked import Asked, Stopped
from groupsite.local.children import Child
from groupsite.local.locks import Lock, Taken
from groupsite.local.logs import tail
from groupsite.local.memory import Memory
from groupsite.local.outside import Outside
from groupsite.local.places import demo_place
from groupsite.local.prepare import (
    Work,
    database_is_current,
    environment,
    prepare_database,
    static_meanwhile,
)
from groupsite.local.problems import Problem, disk_full, disk_is_full

FIRST_PAGE_WITHIN = 60.0
CLEARED_UP_WITHIN = 10.0
GUNICORN = ["gunicorn", "groupsite.wsgi", "--preload", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
GUNICORN_ENDS = ["--keep-alive", "65", "--graceful-timeout", "5", "--no-control-socket"]
CELERY = ["celery", "--app", "groupsite"]
WORKER = ["worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]


@dataclass
class Portal:
    work: Work
    line: socket.socket
    address: str
    outside: Outside
    children: list[Child] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.work.state


def address_of(port: int) -> str:
    """Passkeys work on localhost, and not on 127.0.0.1."""
    return f"http://localhost:{port}"


def run(port: int | None) -> int:
    """From the first server to the last goodbye."""
    asked = Asked()
    place = demo_place()
    lock = take_lock(place.state / "lock")
    try:
        line = ports.listen(port)
        with engines.running(place, lock) as running, portal(running, line, asked) as started:
            get_ready(started)
            open_doors(started)
            lock.tell(doing="demo", address=f"{started.address}/")
            greet(started)
            start_helpers(started)
            keep_watch(started)
    except Stopped:
        print("\nStopped. The demo data is kept for the next time.", flush=True)
    finally:
        lock.release()
    return 0


def take_lock(path: Path) -> Lock:
    """After a kill the watchdog needs a moment to clear up; that is waited for, a running portal is not."""
    deadline = time.monotonic() + CLEARED_UP_WITHIN
    while True:
        try:
            lock = Lock(path)
        except Taken as taken:
            if taken.at_work or time.monotonic() > deadline:
                raise already_running(taken) from taken
            time.sleep(0.05)
        else:
            lock.tell(doing="start")
            return lock


def already_running(first: Taken) -> Problem:
    note = first.note
    who = f"process {note['pid']}" if "pid" in note else "another process"
    if "address" in note:
        return Problem(f"The portal is already running at {note['address']} ({who}). Stop that one first.")
    if note.get("doing") == "manage":
        return Problem(f"'run.py manage' is using the demo's database ({who}). Start again when it has ended.")
    return Problem(f"The portal is already being started ({who}).")


@contextmanager
def portal(running: engines.Engines, line: socket.socket, asked: Asked) -> Iterator[Portal]:
    memory = Memory(running.place.state / "memory.json")
    found = outside.find_ports(memory)
    address = address_of(line.getsockname()[1])
    memory.keep(address=address)
    told = environment(running.place.state, address=address, hub=found.hub, mail=found.mail)
    opened = Portal(Work(running, told, memory, asked), line, address, found)
    try:
        yield opened
    finally:
        children.stop_all(reversed(opened.children))
        line.close()


def start(portal: Portal, name: str, module: list[str], keep: tuple[int, ...] = ()) -> None:
    command = [sys.executable, "-m", *module]
    work = portal.work
    log = portal.state / f"{name}.log"
    watchdog = work.engines.watchdog
    child = children.start(name, command, log=log, environment=work.environment, watchdog=watchdog, keep=keep)
    portal.children.append(child)


def get_ready(portal: Portal) -> None:
    """The second start skips all of this."""
    with static_meanwhile(portal.work):
        if not database_is_current(portal.work):
            print("Making the tables and the demo data ...", flush=True)
            start_outside_world(portal)
            prepare_database(portal.work)
    portal.work.asked.check()


def start_outside_world(portal: Portal) -> None:
    if not any(child.name == "hub" for child in portal.children):
        portal.children += outside.start(portal.outside, portal.work.engines, portal.work.environment)


def open_doors(portal: Portal) -> None:
    """The web server takes over our own open port, so nobody can have slipped in between."""
    handle = portal.line.fileno()
    start(portal, "web", [*GUNICORN, *GUNICORN_ENDS, "--bind", f"fd://{handle}"], keep=(handle,))
    portal.line.close()
    deadline = time.monotonic() + FIRST_PAGE_WITHIN
    while (status := first_page(portal.address)) is None:
        check_all(portal)
        if time.monotonic() > deadline:
            raise no_good(portal.children[-1], portal, "gave no page in a minute")
        time.sleep(0.02)
    if status >= 500:
        raise no_good(portal.children[-1], portal, f"answered the first page with an error ({status})")


def first_page(address: str) -> int | None:
    """The status of the answer, if there is one yet."""
    host = address.removeprefix("http://")
    caller = http.client.HTTPConnection(ports.HERE, int(host.rpartition(":")[2]), timeout=2)
    try:
        caller.request("GET", "/", headers={"Host": host})
        return caller.getresponse().status
    except OSError:
        return None
    finally:
        caller.close()


def greet(portal: Portal) -> None:
    print(f"\nReady at {portal.address}/")
    people = portal.work.memory.get("people") or []
    if people:
        print(f"\nSign in as one of these with one click at {portal.address}/demo/")
        print("\n".join(f"  {person}" for person in people))
    print("\nCtrl-C stops everything.", flush=True)


def start_helpers(portal: Portal) -> None:
    schedule = str(portal.state / "beat-schedule")
    start(portal, "worker", [*CELERY, *WORKER, "--hostname", "demo@localhost"])
    start(portal, "beat", [*CELERY, "beat", "--loglevel", "INFO", "--schedule", schedule, "--pidfile="])
    start_outside_world(portal)


def keep_watch(portal: Portal) -> None:
    while True:
        check_all(portal)
        time.sleep(0.2)


def check_all(portal: Portal) -> None:
    portal.work.asked.check()
    for child in [*portal.work.engines.servers, *portal.children]:
        if child.ended():
            raise no_good(child, portal, f"ended by itself (exit {child.process.returncode})")


def no_good(child: Child, portal: Portal, what: str) -> Problem:
    portal.work.asked.check()  # a child that ended since we looked, because we were told to stop as well
    told = tail(child.log)
    if disk_is_full(portal.state, told=told):
        return disk_full(portal.state)
    return Problem(f"{child.name} {what}, so everything was stopped. The end of {child.log}:\n{told}")
