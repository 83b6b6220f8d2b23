#!/usr/bin/env python3
"""Run the portal on this machine. Needs nothing but Python 3.11 or newer.

python3 run.py [--port N]              the whole portal with demo data
python3 run.py test [pytest options]   all tests
python3 run.py manage COMMAND ...      a Django command on the demo's data
python3 run.py install [lint]          only make the environment
"""

from __future__ import annotations  # so that an old Python gets as far as the sentence that says so

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, Sequence

CHECKOUT = Path(__file__).resolve().parent
LOCAL = CHECKOUT / ".local"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from.txt"
TOOLS = LOCAL / "tools"
SETS = ("run", "test", "lint")  # each holds the one before
OLDEST = (3, 11)
ROOM_NEEDED = 400 * 1024 * 1024
NOT_OURS = ("DJANGO_SETTINGS_MODULE", "PYTHONHOME", "PYTHONPATH", "GROUPSITE_RUN")


class CannotRun(Exception):
    """Said to the person at the keyboard in place of a traceback."""


def main(arguments: Sequence[str]) -> int:
    try:
        check_machine()
        return run(list(arguments))
    except CannotRun as reason:
        print(f"run.py: {reason}", file=sys.stderr)
    except OSError as error:
        print(f"run.py: {error.strerror}: {error.filename}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    return 1


def check_machine() -> None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise CannotRun(f"this needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {found} ({sys.executable}).")
    if os.name == "nt":
        raise CannotRun("Windows cannot run the servers by itself. Use WSL (https://aka.ms/wsl), or docker compose.")


def run(arguments: list[str]) -> int:
    command = arguments[0] if arguments and not arguments[0].startswith("-") else "demo"
    rest = arguments[1:] if arguments and not arguments[0].startswith("-") else arguments
    if command in ("help", "-h", "--help") or (command == "demo" and {"-h", "--help"} & set(rest)):
        print(__doc__)
    elif command == "install":
        install(rest[0] if rest else "run")
    elif command == "test":
        install("test")
        hand_over(["pytest", *at_home(rest), *([] if spread(rest) else ["-n", "2"])])
    elif command in ("demo", "manage"):
        install("run")
        hand_over(["groupsite.local", command, *rest])
    else:
        raise CannotRun(f"there is no '{command}'.\n{__doc__}")
    return 0


def hand_over(module: list[str]) -> None:
    """Become the environment's Python: a signal for us is then a signal for it."""
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.chdir(CHECKOUT)
    os.execv(PYTHON, [str(PYTHON), "-m", *module])


def spread(options: list[str]) -> bool:
    """Whether somebody has already said on how many processes the tests run."""
    return any(option.startswith(("-n", "--numprocesses", "--pdb")) for option in options)


def at_home(options: list[str]) -> list[str]:
    """Files named from where the person stands still mean the same once we are in the checkout."""
    if Path.cwd() == CHECKOUT:
        return options
    return [str(Path(option).resolve()) if Path(option).exists() else option for option in options]


# -- The environment --------------------------------------------------------------------------------


def install(wanted: str) -> None:
    """Make .venv hold what is wanted, unless it does. One at a time; what is there is not taken away."""
    if wanted not in SETS:
        raise CannotRun(f"there is no '{wanted}' to install; say one of {', '.join(SETS)}.")
    if is_installed(wanted):
        return
    LOCAL.mkdir(exist_ok=True)
    with alone(LOCAL / "install.lock"):
        if not is_installed(wanted):
            check_room()
            started = time.monotonic()
            print("Preparing Python packages in .venv (only the first time, or when they changed) ...", flush=True)
            fill(wanted)
            STAMP.write_text("\n".join(marks(wanted)) + "\n")
            print(f"Packages ready after {time.monotonic() - started:.0f} s.", flush=True)


def requirements(name: str) -> Path:
    return CHECKOUT / "requirements" / f"{name}.txt"


def marks(wanted: str) -> list[str]:
    """What the environment holds: the locked lists up to the one wanted, under this Python."""
    held = SETS[: SETS.index(wanted) + 1]
    return [f"{name} {hashlib.sha256(requirements(name).read_bytes()).hexdigest()}" for name in held]


def is_installed(wanted: str) -> bool:
    return STAMP.exists() and python_works() and marks(wanted)[-1] in STAMP.read_text().splitlines()


def python_works() -> bool:
    """A folder copied from another machine, or whose Python was removed, looks whole and is not."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return PYTHON.exists() and attempt([PYTHON, "-c", test]) is None


def check_room() -> None:
    free = shutil.disk_usage(CHECKOUT).free
    if free < ROOM_NEEDED:
        raise CannotRun(
            f"the disk that holds {CHECKOUT} is nearly full: {free // 1048576} MB free, "
            f"{ROOM_NEEDED // 1048576} MB needed. Make some room and start again."
        )


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    import fcntl  # noqa: PLC0415 - not on Windows, which is to hear the reason and not a traceback

    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fill(wanted: str) -> None:
    """With uv, which takes seconds; with Python's own means where uv will not come."""
    said = []
    for way in (with_uv, with_pip):
        failed = way(wanted)
        if failed is None:
            return
        said.append(failed)
        print(f"Not {way.__name__.replace('_', ' ')}: {failed.splitlines()[-1]}", flush=True)
    check_room()
    raise CannotRun("the Python packages could not be installed.\n\n" + "\n\n".join(said))


def with_uv(wanted: str) -> str | None:
    uv = find_uv() or fetch_uv()
    if uv is None:
        return "uv is not here and pip could not fetch it."
    os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
    os.environ.setdefault("UV_SYSTEM_CERTS", "true")  # a company's own proxy is trusted by the machine, not by uv
    if not python_works():
        failed = attempt([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV])
        if failed:
            return failed
    return attempt(
        [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", requirements(wanted)]
    )


def with_pip(wanted: str) -> str | None:
    if not python_works() or attempt([PYTHON, "-m", "pip", "--version"]):
        failed = attempt([sys.executable, "-m", "venv", "--clear", VENV])
        if failed:
            return f"{failed}\nOn Debian or Ubuntu this helps: apt install python3-venv"
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return attempt([*pip, "--require-hashes", "-r", requirements(wanted)])


def find_uv() -> Path | None:
    for place in (shutil.which("uv"), TOOLS / "bin" / "uv"):
        if place and attempt([place, "--version"]) is None:
            return Path(place)
    return None


def fetch_uv() -> Path | None:
    """Into a folder of our own, which is allowed where the system's Python may not be touched (PEP 668)."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    attempt([*pip, "--upgrade", "--target", TOOLS, "--require-hashes", "-r", requirements("uv")])
    return find_uv()


def attempt(command: Sequence[object]) -> str | None:
    """None when it worked, otherwise what it said."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError as error:
        return f"{words[0]}: {error.strerror}"
    return None if done.returncode == 0 else f"$ {' '.join(words)}\n{done.stdout.strip()[-1500:]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
