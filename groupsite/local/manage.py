"""A Django command on the demo's data, with the servers of the demo when they run and for itself when not."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from groupsite.local import engines, paths
from groupsite.local.locks import Lock, Taken
from groupsite.local.memory import Memory
from groupsite.local.places import demo_place
from groupsite.local.prepare import environment


def run(arguments: list[str]) -> int:
    place = demo_place()
    lock = take_turn(place.state / "lock")
    if lock is None:
        return command(arguments, place.state)
    lock.tell(doing="manage")
    try:
        with engines.running(place, lock):
            return command(arguments, place.state)
    finally:
        lock.release()


def take_turn(path: Path) -> Lock | None:
    """None when the demo runs and its servers can be used; two commands on their own go one after the other."""
    said: dict[str, str] = {}
    while True:
        try:
            return Lock(path)
        except Taken as taken:
            first = taken
        if first.at_work and "address" in first.note:
            return None
        if first.at_work and first.note != said:
            print("Waiting for another start or command to end ...", file=sys.stderr, flush=True)
            said = first.note
        time.sleep(0.1)


def command(arguments: list[str], state: Path) -> int:
    """Ctrl-C is for the command, which is in our terminal; we wait for it to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory = Memory(state / "memory.json")
    told = environment(
        state,
        address=memory.get("address") or "http://localhost:8000",
        hub=memory.get("hub") or 0,
        mail=memory.get("mail") or 0,
    )
    words = [sys.executable, "manage.py", *arguments]
    child = subprocess.Popen(words, cwd=paths.CHECKOUT, env=told, preexec_fn=listen_again)  # noqa: PLW1509
    return child.wait()


def listen_again() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
