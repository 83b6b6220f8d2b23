"""A Django command on the demo's data, with the servers of the demo when they run and for itself when not."""

import json
import os
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
    lock.write(json.dumps({"doing": "manage", "pid": os.getpid()}))
    try:
        with engines.running(place):
            return command(arguments, place.state)
    finally:
        lock.release()


def take_turn(path: Path) -> Lock | None:
    """None when the demo runs and its servers can be used; two commands on their own go one after the other."""
    said = ""
    while True:
        try:
            return Lock(path)
        except Taken as taken:
            note = str(taken)
        if '"address"' in note:
            return None
        if note != said:
            print("Waiting for another start or command to end ...", file=sys.stderr, flush=True)
            said = note
        time.sleep(0.2)


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
