"""What a real portal finds on the internet: a hub with services, and somebody who takes its letters."""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from groupsite.local import children, ports
from groupsite.local.children import Child
from groupsite.local.engines import Engines
from groupsite.local.memory import Memory

UP_WITHIN = 20.0


@dataclass(frozen=True)
class Outside:
    """The ports of the two. The demo's data names the hub's, so both are kept from start to start."""

    hub: int
    mail: int


def find_ports(memory: Memory) -> Outside:
    outside = Outside(ports.spare(memory.get("hub")), ports.spare(memory.get("mail")))
    memory.keep(hub=outside.hub, mail=outside.mail)
    return outside


def start(outside: Outside, engines: Engines, environment: Mapping[str, str]) -> list[Child]:
    """Both listening."""
    state = engines.place.state
    modules = {
        "hub": ["signposting.demo_hub", "--port", str(outside.hub)],
        "mail": ["groupsite.local.mailbox", "--port", str(outside.mail), "--dir", str(state / "mail")],
    }
    started = [run(name, module, state / f"{name}.log", engines, environment) for name, module in modules.items()]
    deadline = time.monotonic() + UP_WITHIN
    for child, port in zip(started, (outside.hub, outside.mail), strict=True):
        while not ports.somebody_answers(port) and not child.ended() and time.monotonic() < deadline:
            time.sleep(0.02)
    return started


def run(name: str, module: list[str], log: Path, engines: Engines, environment: Mapping[str, str]) -> Child:
    words = [sys.executable, "-m", *module]
    return children.start(name, words, log=log, environment=environment, watchdog=engines.watchdog)
