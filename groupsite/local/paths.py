"""Where the local servers keep their data and listen. Importing this starts nothing."""

import hashlib
import os
import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SLUG = "groupsite"
DATABASE = "portal"
PORT = "5432"  # only a part of the socket's name, nothing listens on the network
RUN = "GROUPSITE_RUN"  # which test run a process belongs to; its workers inherit it
LONGEST = 100 - len("/.s.PGSQL.5432.lock")  # the kernel takes 104 bytes on macOS, 108 on Linux
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


def checkout_hash() -> str:
    return hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:10]


def base_dir() -> Path:
    """All local state of this checkout. Postgres never runs as root, so it cannot live in root's home."""
    if os.geteuid() == 0:
        return Path(f"/var/lib/{SLUG}-{checkout_hash()}")
    return CHECKOUT / ".local"


def state_dir(profile: str) -> Path:
    return base_dir() / profile


def test_run() -> str:
    """Two test runs in one checkout never share a server: each listens in a folder of its own."""
    return os.environ.get(RUN) or str(os.getpid())


def socket_dir(profile: str) -> Path:
    """The state folder, unless its path is too long for a socket or holds what Postgres reads as a list."""
    name = f"run-{test_run()}" if profile == "test" else "sockets"
    inside = state_dir(profile) / name
    if PLAIN.fullmatch(str(inside)) and len(str(inside)) < LONGEST:
        return inside
    # Not tempfile's answer: it differs from one shell to the next, and on a Mac it is itself too long.
    return Path("/tmp") / f"{SLUG}-{os.geteuid()}-{checkout_hash()}-{profile}-{name}"


def postgres(profile: str) -> dict[str, str]:
    """Django's names for the way in. No password: only this account can enter the socket's folder."""
    return {"HOST": str(socket_dir(profile)), "PORT": PORT, "NAME": DATABASE, "USER": DATABASE}


def valkey_socket(profile: str) -> Path:
    return socket_dir(profile) / "valkey.sock"


def broker_url(profile: str) -> str:
    return f"redis+socket://{valkey_socket(profile)}?virtual_host={broker_number(profile)}"


def broker_number(profile: str) -> int:
    """Test workers run side by side, and one must not eat another's tasks."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "") if profile == "test" else ""
    return int(worker.removeprefix("gw")) + 1 if worker.startswith("gw") else 0
