"""The folders of one set of servers: made, owned and permitted as they must be."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from groupsite.local import paths
from groupsite.local.problems import Problem
from groupsite.local.programs import account


@dataclass(frozen=True)
class Place:
    """Where one Postgres and one Valkey live. Tests trade safety of the data for speed."""

    state: Path
    sockets: Path
    throwaway: bool = False

    def log(self, name: str) -> Path:
        return self.state / f"{name}.log"


def demo_place() -> Place:
    return Place(state=make_state_dir("demo"), sockets=paths.socket_dir("demo"))


def make_state_dir(profile: str) -> Path:
    try:
        make_folder(paths.base_dir())
        return make_folder(paths.state_dir(profile))
    except PermissionError as error:
        raise Problem(f"Cannot write to {error.filename}. Run this as the person who owns {paths.CHECKOUT}.") from error


def make_folder(folder: Path) -> Path:
    """Ours alone; as root others may pass through, since the servers' own folders lie inside."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755 if account() else 0o700)
    return folder


def make_socket_dir(folder: Path) -> None:
    """Only by whoever holds the lock: the one before removes the folder when it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    give_to_servers(folder)


def give_to_servers(folder: Path) -> None:
    """Whoever may enter the socket's folder is let into the database, so nobody else may own it."""
    who = account()
    owners = {os.geteuid(), who.pw_uid if who else os.geteuid()}
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise Problem(f"{folder} belongs to somebody else. Remove it, or ask its owner to, and start again.")
    if who:
        os.chown(folder, who.pw_uid, who.pw_gid)
    folder.chmod(0o700)


def empty(folder: Path) -> Path:
    """A fresh folder of the servers' own; what a broken start left behind goes."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    give_to_servers(folder)
    return folder
