"""A Django command on the demo's data, with the servers of the demo when they run and for itself when not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from groupsite.local import children, engines, outside, paths
from groupsite.local.locks import Lock, Taken
from groupsite.local.memory import Memory
from groupsite.local.places import demo_place
from groupsite.local.prepare import environment


def run(arguments: list[str]) -> int:
    place = demo_place()
    words = [sys.executable, "manage.py", *arguments]
    lock = take_turn(place.state / "lock")
    if lock is None:
        os.execve(sys.executable, words, told(place.state))
    lock.tell(doing="manage")
    try:
        with engines.running(place, lock) as running:
            return beside(running, words)
    finally:
        lock.release()


def beside(running: engines.Engines, words: list[str]) -> int:
    """Ctrl-C is for the command, which is in our terminal; we wait for it to end."""
    state = running.place.state
    found = outside.find_ports(Memory(state / "memory.json"))
    started = outside.start(found, running, told(state))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(words, cwd=paths.CHECKOUT, env=told(state), preexec_fn=listen_again(running))
        return child.wait()
    finally:
        children.stop_all(started)


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


def told(state: Path) -> dict[str, str]:
    """The addresses of the portal as it runs, or as it ran last."""
    memory = Memory(state / "memory.json")
    address = memory.get("address") or "http://localhost:8000"
    return environment(state, address=address, hub=memory.get("hub") or 0, mail=memory.get("mail") or 0)


def listen_again(running: engines.Engines) -> Callable[[], None]:
    minding = running.watchdog.minding("server")

    def _listen_again() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        minding()

    return _listen_again
