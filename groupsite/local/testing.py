"""Servers for one test run. Several runs in one checkout each take a set of their own."""

import contextlib
import os
from collections.abc import Iterator

from groupsite.local import engines, paths
from groupsite.local.locks import Lock, Taken
from groupsite.local.places import Place, make_folder, make_state_dir
from groupsite.local.problems import Problem

MOST_RUNS = 16


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """Whatever the environment does not name already, for as long as the tests last."""
    if not engines.wanted() or paths.RUN in os.environ:
        yield
        return
    lock, place = free_set()
    os.environ[paths.RUN] = paths.test_run()  # the workers have other numbers, and must look in the same place
    try:
        with engines.running(place, lock):
            yield
    finally:
        del os.environ[paths.RUN]
        lock.release()


def free_set() -> tuple[Lock, Place]:
    """The first set of servers nobody is using. It stays for the next run, so making it is paid for once."""
    base = make_state_dir("test")
    for number in range(1, MOST_RUNS + 1):
        state = make_folder(base / str(number))
        with contextlib.suppress(Taken):
            return Lock(state / "lock"), Place(state=state, sockets=paths.socket_dir("test"), throwaway=True)
    raise Problem(f"{MOST_RUNS} test runs are at work in this checkout already. Wait for one to end.")
