"""Servers for one test run. Several runs in one checkout each take a set of their own."""

import contextlib
import os
from collections.abc import Callable, Iterator

from groupsite.local import paths
from groupsite.local.locks import Lock, Taken
from groupsite.local.places import Place, make_folder, make_socket_dir, make_state_dir
from groupsite.local.problems import Problem
from groupsite.local.servers import Process, remove_sockets, start_postgres, start_valkey, stop
from groupsite.local.watchdog import Watchdog

MOST_RUNS = 16

Start = Callable[[Place, Watchdog], Process]


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """Whatever the environment does not name already, for as long as the tests last."""
    wanted: dict[str, Start] = {"DATABASE_URL": start_postgres, "REDIS_URL": start_valkey}
    starts = [start for variable, start in wanted.items() if variable not in os.environ]
    if not starts or paths.RUN in os.environ:
        yield
        return
    lock, place = free_set()
    os.environ[paths.RUN] = paths.test_run()  # the workers have other numbers, and must look in the same place
    try:
        with running(starts, place):
            yield
    finally:
        del os.environ[paths.RUN]
        lock.release()


@contextlib.contextmanager
def running(starts: list[Start], place: Place) -> Iterator[None]:
    watchdog = Watchdog()
    watchdog.mind("folder", place.sockets)
    with contextlib.ExitStack() as started:
        started.callback(watchdog.dismiss)
        started.callback(remove_sockets, place)
        for start in starts:
            started.callback(stop, start(place, watchdog))
        yield


def free_set() -> tuple[Lock, Place]:
    """The first set of servers nobody is using. It stays for the next run, so making it is paid for once."""
    base = make_state_dir("test")
    for number in range(1, MOST_RUNS + 1):
        state = make_folder(base / str(number))
        with contextlib.suppress(Taken):
            return Lock(state / "lock"), Place(state=state, sockets=make_socket_dir("test"), throwaway=True)
    raise Problem(f"{MOST_RUNS} test runs are at work in this checkout already. Wait for one to end.")
