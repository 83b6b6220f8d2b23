"""Postgres and Valkey together, unless the environment names others."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from groupsite.local.children import Child
from groupsite.local.locks import Lock
from groupsite.local.places import Place, make_socket_dir
from groupsite.local.servers import start_postgres, start_valkey, stop
from groupsite.local.watchdog import Watchdog

Start = Callable[[Place, Watchdog], Child]
OURS: dict[str, Start] = {"DATABASE_URL": start_postgres, "REDIS_URL": start_valkey}


@dataclass(frozen=True)
class Engines:
    place: Place
    watchdog: Watchdog
    servers: list[Child]


def wanted() -> list[Start]:
    return [start for variable, start in OURS.items() if variable not in os.environ]


@contextlib.contextmanager
def running(place: Place, lock: Lock) -> Iterator[Engines]:
    """Started in order, stopped in the other, whatever happens between."""
    make_socket_dir(place.sockets)
    watchdog = Watchdog(lock)
    watchdog.remove_at_the_end(place.sockets)
    engines = Engines(place, watchdog, [])
    with contextlib.ExitStack() as started:
        started.callback(watchdog.dismiss)
        started.callback(shutil.rmtree, place.sockets, ignore_errors=True)
        for start in wanted():
            server = start(place, watchdog)
            started.callback(stop, server)
            engines.servers.append(server)
        yield engines
