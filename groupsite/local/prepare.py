"""Tables, demo data and static files: made the first time, and again only when something changed."""

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from groupsite.local import children, paths
from groupsite.local.asked import Asked
from groupsite.local.children import Child
from groupsite.local.engines import Engines
from groupsite.local.logs import tail
from groupsite.local.memory import Memory, code_print, static_print
from groupsite.local.problems import Problem, disk_full, disk_is_full
from groupsite.local.servers import ask, start_afresh

WHAT_IS_THERE = (
    "select md5(string_agg(app || name, ',' order by app, name)) || (select count(*) > 0 from accounts_user) "
    "from django_migrations"
)
PERSON = re.compile(r".+\s\S+@\S+$")  # name, role, address


@dataclass(frozen=True)
class Work:
    """What every step of the preparation needs."""

    engines: Engines
    environment: Mapping[str, str]
    memory: Memory
    asked: Asked

    @property
    def state(self) -> Path:
        return self.engines.place.state


def is_ours() -> bool:
    """Of somebody else's server we assume nothing and skip nothing."""
    return "DATABASE_URL" not in os.environ


def database_is_current(work: Work) -> bool:
    """Same code as last time, and the tables and people it made are still there."""
    if not is_ours():
        return False
    there = ask(work.engines.place, WHAT_IS_THERE)
    return bool(there) and work.memory.get("database") == there and work.memory.get("code") == code_print()


def prepare_database(work: Work) -> None:
    code = code_print()  # before the work: a change made meanwhile is for the next start
    forget_half_a_demo(work)
    do(work, "migrate", "--no-input")
    do(work, "createcachetable")
    people = do(work, "seed_demo")
    there = ""
    if is_ours():
        ask(work.engines.place, "checkpoint")  # the steps above did not wait for the disk
        there = ask(work.engines.place, WHAT_IS_THERE)
    work.memory.keep(making=False, code=code, database=there, people=[line for line in people if PERSON.match(line)])


def forget_half_a_demo(work: Work) -> None:
    """A first start cut short leaves half a story. Nobody has worked in it yet, so it is told from the beginning."""
    if not is_ours():
        return
    if work.memory.get("making"):
        start_afresh(work.engines.place)
    anybody = ask(work.engines.place, WHAT_IS_THERE).endswith("true")
    work.memory.keep(making=not anybody)


def static_is_current(work: Work) -> bool:
    collected = Path(work.environment["STATIC_ROOT"])
    return collected.exists() and work.memory.get("static") == static_print()


@contextmanager
def static_meanwhile(work: Work) -> Iterator[None]:
    """Static files need no database, so they are collected beside it."""
    if static_is_current(work):
        yield
        return
    seen = static_print()
    collecting = begin(work, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
    try:
        yield
        wait_for(work, collecting)
    finally:
        end(work, collecting)
    work.memory.keep(static=seen)


def do(work: Work, command: str, *options: str) -> list[str]:
    """One Django command, in its own process and with its own log; what it printed."""
    child = begin(work, command, *options)
    try:
        wait_for(work, child)
    finally:
        end(work, child)
    return child.log.read_text(errors="replace").splitlines()


def begin(work: Work, command: str, *options: str) -> Child:
    log = work.state / f"{command}.log"
    log.unlink(missing_ok=True)
    words = [sys.executable, "manage.py", command, *options]
    told = {**work.environment, "PGOPTIONS": "-c synchronous_commit=off"}
    return children.start(command, words, log=log, environment=told, watchdog=work.engines.watchdog)


def wait_for(work: Work, child: Child) -> None:
    while not child.ended():
        work.asked.check()
        time.sleep(0.02)
    if child.process.returncode:
        raise failed(child, work)


def end(work: Work, child: Child) -> None:
    children.stop_all([child])
    work.engines.watchdog.gone(child.process.pid)


def failed(child: Child, work: Work) -> Problem:
    told = tail(child.log)
    if disk_is_full(work.state, told=told):
        return disk_full(work.state)
    return Problem(f"'{child.name}' failed. The end of {child.log}:\n{told}")


def environment(state: Path, *, address: str, hub: int, mail: int) -> dict[str, str]:
    """What each program of the demo is told. The person's own settings for production do not leak in."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "groupsite.settings",
        "PORTAL_PROFILE": "demo",
        "SITE_URL": address,
        "DEMO_HUB_URL": f"http://127.0.0.1:{hub}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail}",
        "STATIC_ROOT": str(state / "static"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(paths.CHECKOUT),
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # a Mac forbids forking workers otherwise
        "PGGSSENCMODE": "disable",  # and its Kerberos library does not survive a fork
    }
