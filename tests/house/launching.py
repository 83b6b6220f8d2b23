"""A copy of the checkout, in a folder whose name gives trouble, and the launcher run in it as a person would."""

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
from pathlib import Path

import run

LEFT_OUT = (".git", ".venv", ".local", "__pycache__", ".*_cache", ".hypothesis", ".coverage*", "htmlcov", "staticfiles")
NOT_PASSED_ON = ("DATABASE_", "REDIS_", "DJANGO_", "GROUPSITE_", "PORTAL_", "PYTEST_")
PATIENCE = 900  # a first start on a machine that does much else besides
READY = re.compile(r"Ready at (http://localhost:\d+/)")


class Checkout:
    def __init__(self, root):
        self.root = root / "spa ces, and é"
        shutil.copytree(run.CHECKOUT, self.root, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self.share_packages()
        show = "from groupsite.local import paths; print(paths.base_dir(), paths.socket_dir('demo'), sep='\\n')"
        said = subprocess.check_output(
            [sys.executable, "-c", show], cwd=self.root, env=environment(self.root), text=True
        )
        self.state, self.sockets = map(Path, said.splitlines())
        self.launches = []

    def share_packages(self):
        """An environment of its own around the packages we run on, so that nothing is installed."""
        folder = self.root / ".venv"
        venv.EnvBuilder(symlinks=True).create(folder)
        packages = next(folder.glob("lib/python*/site-packages"))
        shutil.rmtree(packages)
        packages.symlink_to(sysconfig.get_path("purelib"))
        (folder / run.STAMP.name).write_text("\n".join(run.marks("test")))

    def end_all(self):
        for launch in self.launches:
            if launch.process.poll() is None:
                launch.end(signal.SIGKILL)
        self.launches.clear()

    def remove(self):
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.rmtree(self.root)

    def start(self, *options, measured=True):
        self.launches.append(Launch(self.root, options, measured))
        return self.launches[-1]

    def says(self, *options):
        """A run that ends by itself: its exit code and what it said."""
        launch = self.start(*options)
        code = launch.process.wait(timeout=PATIENCE)
        return code, launch.said()

    def left_behind(self, *, within=60):
        """Our programs still at work once everybody has had time to go."""
        deadline = time.monotonic() + within
        while (found := self.programs()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return found

    def programs(self):
        ours = (str(self.root), str(self.state), str(self.sockets))
        return [words for _, words in commands() if any(part in words for part in ours)]

    def pid_of(self, *words):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for pid, command in commands():
                if str(self.root) in command and all(word in command for word in words):
                    return pid
            time.sleep(0.05)
        raise AssertionError(f"no program with {words}")


class Launch:
    def __init__(self, root, options, measured):
        self.output = root.parent / f"output-{time.monotonic_ns()}"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "run.py", *options],
                cwd=root,
                env=environment(root, measured=measured),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self):
        return self.output.read_text()

    def saying(self, words):
        """Once it has said so; not if it ends without."""
        deadline = time.monotonic() + PATIENCE
        while not re.search(words, self.said()):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return self

    def ready(self):
        self.address = READY.search(self.saying(READY).said()).group(1)
        return self

    def page(self):
        with urllib.request.urlopen(self.address, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


def environment(root, *, measured=True):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)}
    if kept.pop("COVERAGE_PROCESS_CONFIG", None) and measured:  # the copy's lines count as ours
        kept |= {
            "COVERAGE_PROCESS_START": str(root / "pyproject.toml"),
            "COVERAGE_FILE": str(run.CHECKOUT / ".coverage"),
        }
    return kept


def commands():
    """Every program on this machine with its words. A Mac has no /proc, a small Linux no ps."""
    if not Path("/proc/self").exists():
        lines = subprocess.check_output(["ps", "-axww", "-o", "pid=,command="], text=True).splitlines()
        return [(int(line.split()[0]), line.split(maxsplit=1)[1]) for line in lines]
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found.append((int(folder.name), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()))
        except OSError:  # it ended while we looked
            continue
    return found
