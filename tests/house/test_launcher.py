"""`python3 run.py` for real: it starts, it refuses, it dies in every way, and nothing stays behind."""

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.house.launching import PATIENCE, Checkout

pytestmark = [pytest.mark.launcher, pytest.mark.xdist_group("launcher")]

KEEP = "from groupsite.accounts.models import User; User.objects.create(email='{}')"
FAMILIES = "from families.models import Family; print('families', Family.objects.count())"
LOOK = "from groupsite.accounts.models import User; print('kept', User.objects.filter(email='{}').count())"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    copy = Checkout(tmp_path_factory.mktemp("launcher"))
    yield copy
    copy.remove()


@pytest.fixture
def checkout(copy):
    yield copy
    copy.end_all()


@pytest.fixture
def portal(checkout):
    return checkout.start().ready()


def test_a_first_start_cut_short_leaves_no_half_a_demo(checkout):
    first = checkout.start(measured=False).saying("Making the tables")  # a tracer makes the long story twice as long
    while not (checkout.state / "demo" / "seed_demo.log").exists():
        assert first.process.poll() is None, first.said()
        time.sleep(0.05)
    time.sleep(4)  # by now some of the story is told
    first.end(signal.SIGKILL)
    assert checkout.left_behind() == []
    second = checkout.start(measured=False).ready()
    code, said = checkout.says("manage", "shell", "-c", FAMILIES)
    assert second.end() == 0
    assert code == 0, said
    assert int(said.split()[-1]) >= 60


def test_it_shows_a_page_and_names_the_people_and_ctrl_c_ends_it_well(checkout, portal):
    assert "</html>" in portal.page()
    assert "@" in portal.said()
    assert portal.end() == 0
    assert checkout.left_behind() == []


def test_a_second_start_says_where_the_first_one_is(checkout, portal):
    code, said = checkout.says()
    assert code == 1
    assert f"already running at {portal.address}" in said
    assert "</html>" in portal.page()


def test_a_kill_leaves_no_program_and_loses_no_data(checkout, portal):
    code, said = checkout.says("manage", "shell", "-c", KEEP.format("kept@example.org"))
    assert code == 0, said
    portal.end(signal.SIGKILL)
    again = checkout.start().ready()  # at once: it waits until the first one is cleared away
    assert again.end(signal.SIGKILL)
    assert checkout.left_behind() == []
    code, said = checkout.says("manage", "shell", "-c", LOOK.format("kept@example.org"))
    assert (code, said.splitlines()[-1]) == (0, "kept 1")
    assert checkout.left_behind() == []


def test_when_one_program_dies_all_end_and_its_log_is_named(checkout, portal):
    os.kill(checkout.pid_of("celery", " beat "), signal.SIGKILL)
    assert portal.process.wait(timeout=PATIENCE) == 1
    assert "beat ended by itself" in portal.said()
    assert "beat.log" in portal.said()
    assert checkout.left_behind() == []


def test_a_taken_port_is_said_plainly(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = checkout.says("--port", str(taken.getsockname()[1]))
    assert code == 1
    assert "in use by another program" in said
    assert "Traceback" not in said
    assert checkout.left_behind() == []


def test_a_full_disk_is_said_plainly(checkout):
    with small_disk(checkout.state / "demo"):
        code, said = checkout.says()
    assert code == 1
    assert "nearly full" in said
    assert "Traceback" not in said
    assert checkout.left_behind() == []


def test_two_commands_without_the_portal_go_one_after_the_other(checkout):
    flag = checkout.root / "go on"
    wait = f"import os, time\nprint('busy', flush=True)\nwhile not os.path.exists({str(flag)!r}): time.sleep(0.1)"
    first = checkout.start("manage", "shell", "-c", wait).saying("busy")
    code, said = checkout.says()
    assert (code, "'run.py manage' is using the demo's database" in said) == (1, True)
    second = checkout.start("manage", "check").saying("Waiting for another start or command to end")
    flag.touch()
    assert (first.process.wait(timeout=PATIENCE), second.process.wait(timeout=PATIENCE)) == (0, 0)


def test_a_step_that_fails_is_named_with_its_log(checkout):
    command = checkout.root / "groupsite/portal/management/commands/seed_demo.py"
    command.write_text("raise SystemExit('the seed is spoilt')")
    code, said = checkout.says()
    assert code == 1
    assert "'seed_demo' failed" in said
    assert "seed_demo.log:\nthe seed is spoilt" in said
    assert checkout.left_behind() == []


@contextmanager
def small_disk(folder):
    """Only root may mount one, and not in every container."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(words, check=False).returncode:
        pytest.skip("may not mount a small disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
