"""Cleans up when the launcher is killed and cannot do it itself.

A shell reads a pipe whose other end only the launcher holds. When the launcher dies, however it dies,
the pipe closes and the shell stops everything it was told about."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from groupsite.local import paths
from groupsite.local.locks import Lock

SCRIPT = r"""
trap '' INT TERM HUP
tell() { for one in $1; do kill -s "$2" -- "$one"; done; }
alive() { for one in $1; do kill -s 0 -- "$one" && return 0; done; return 1; }
apps= servers= folders=
while read -r kind what; do
    case $kind in
        app) apps="$apps -$what" ;;
        server) servers="$servers $what" ;;
        folder) folders=$what ;;
        gone) kept=; for app in $apps; do [ "$app" = "-$what" ] || kept="$kept $app"; done; apps=$kept ;;
        done) exit 0 ;;
    esac
done
tell "$apps" TERM
tries=0
while [ $tries -lt 10 ] && alive "$apps"; do sleep 0.1; tries=$((tries + 1)); done
tell "$apps" KILL
tell "$servers" INT
[ -z "$folders" ] || rm -rf -- "$folders"
exit 0
"""

Kind = Literal["app", "server"]


class Watchdog:
    def __init__(self, lock: Lock) -> None:
        """It holds the lock too, so that nobody starts while it is still clearing up."""
        self.shell = subprocess.Popen(
            ["/bin/sh", "-c", SCRIPT, f"watchdog of {paths.CHECKOUT}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is for the launcher alone
            pass_fds=[lock.handle],
            text=True,
        )

    def minding(self, kind: Kind) -> Callable[[], None]:
        """What a child says of itself before it becomes its program: however early we die, it is known.

        Apps are process groups, servers single processes."""
        assert self.shell.stdin is not None
        handle = self.shell.stdin.fileno()

        def say() -> None:
            os.write(handle, f"{kind} {os.getpid()}\n".encode())

        return say

    def gone(self, pid: int) -> None:
        """Its number may soon be somebody else's."""
        self.say(f"gone {pid}")

    def remove_at_the_end(self, folder: Path) -> None:
        self.say(f"folder {folder}")

    def dismiss(self) -> None:
        """Everything was stopped in good order."""
        self.say("done")
        self.shell.wait()

    def say(self, line: str) -> None:
        assert self.shell.stdin is not None
        self.shell.stdin.write(line + "\n")
        self.shell.stdin.flush()
