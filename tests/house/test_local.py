"""The launcher's parts, each alone. What they do together is in test_launcher."""

import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

import run
from groupsite.local import engines, paths, ports, problems, programs, testing
from groupsite.local.locks import Lock, Taken
from groupsite.local.mailbox import Mailbox
from groupsite.local.memory import Memory
from groupsite.local.places import Place, give_to_servers, make_folder, make_socket_dir, make_state_dir
from groupsite.local.problems import Problem
from groupsite.local.servers import ask, make_cluster, start_postgres, start_valkey, stop
from groupsite.local.supervisor import already_running

# -- Where things are ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checkout", "inside"),
    [
        pytest.param("/home/amina/portal", True, id="plain"),
        pytest.param("/home/amina/my portal", False, id="space"),
        pytest.param("/home/amina/a,b", False, id="comma: Postgres would read two folders"),
        pytest.param("/home/zoë/portal", False, id="accent"),
        pytest.param("/home/" + "a" * 70, False, id="longer than a socket's name may be"),
    ],
)
def test_sockets_lie_where_every_program_finds_them(checkout, inside, monkeypatch):
    monkeypatch.setattr(paths, "CHECKOUT", Path(checkout))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    folder = paths.socket_dir("demo")
    assert folder.is_relative_to(checkout) == inside
    assert len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= 100
    assert str(folder) in paths.broker_url("demo")


def test_two_test_runs_in_one_checkout_never_meet(monkeypatch):
    monkeypatch.setenv(paths.RUN, "1")
    first = paths.postgres("test"), paths.broker_url("test")
    monkeypatch.setenv(paths.RUN, "2")
    assert paths.postgres("test")["HOST"] != first[0]["HOST"]
    assert paths.broker_url("test") != first[1]


@pytest.mark.xdist_group("launcher")
def test_a_group_of_tests_stays_with_one_worker(request):
    """xdist goes by the name. Without it each worker would make the whole demo, and races would run beside races."""
    in_a_worker = hasattr(request.config, "workerinput")
    assert request.node.nodeid.endswith("@launcher") == in_a_worker


@pytest.mark.no_cover
def test_a_test_without_coverage_is_not_traced():
    assert "coverage" not in type(sys.gettrace()).__module__


def test_two_workers_of_one_run_have_a_broker_each(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    first = paths.broker_url("test")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert paths.broker_url("test") != first
    assert paths.broker_url("demo").endswith("=0")


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(Problem, match="belongs to somebody else"):
        give_to_servers(tmp_path)


# -- One at a time ---------------------------------------------------------------------------------


def test_the_second_to_ask_for_a_lock_hears_what_the_first_wrote(tmp_path):
    first = Lock(tmp_path / "lock")
    first.tell(address="at the door")
    with pytest.raises(Taken) as second:
        Lock(tmp_path / "lock")
    assert (second.value.note["address"], second.value.at_work) == ("at the door", True)
    first.release()
    Lock(tmp_path / "lock").release()


@pytest.mark.parametrize(
    ("note", "said"),
    [
        pytest.param(
            '{"doing": "demo", "pid": 7, "address": "http://localhost:8001/"}', "at http://localhost:8001/", id="ready"
        ),
        pytest.param('{"doing": "start", "pid": 7}', "already being started (process 7)", id="starting"),
        pytest.param('{"doing": "manage", "pid": 7}', "'run.py manage' is using", id="a command"),
        pytest.param("", "another process", id="a moment before it could say"),
    ],
)
def test_whoever_comes_second_is_told_what_the_first_one_does(note, said):
    assert said in str(already_running(Taken(note)))


def test_when_every_set_of_servers_is_taken_the_next_test_run_is_told(monkeypatch):
    monkeypatch.setattr(testing, "MOST_RUNS", 0)
    with pytest.raises(Problem, match="Wait for one to end"):
        testing.free_set()


def test_servers_the_environment_names_are_left_to_it(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with testing.servers():
        assert engines.wanted() == []


def test_without_a_wish_the_next_free_port_is_taken():
    with ports.listen(None) as first, ports.listen(None) as second:
        assert first.getsockname()[1] < second.getsockname()[1]


def test_a_port_that_answers_is_not_shared():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Problem, match="in use by another program"):
            ports.listen(other.getsockname()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="how long a line may be is the system's affair; Linux allows ours")
def test_a_thousand_callers_stand_in_line_while_nobody_is_served():
    with ports.listen(None) as line, ExitStack() as callers:
        for _number in range(1000):
            callers.enter_context(socket.create_connection(line.getsockname(), timeout=2))


def test_a_remembered_port_is_kept_while_it_is_free():
    port = ports.spare(None)
    assert ports.spare(port) == port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        assert ports.spare(port) != port


# -- Memory ----------------------------------------------------------------------------------------


def test_what_was_kept_is_known_at_the_next_start(tmp_path):
    Memory(tmp_path / "memory.json").keep(people=["Amina"])
    assert Memory(tmp_path / "memory.json").get("people") == ["Amina"]


@pytest.mark.parametrize("spoilt", ["", "{", "\0\0"])
def test_a_spoilt_memory_is_no_memory(spoilt, tmp_path):
    (tmp_path / "memory.json").write_text(spoilt)
    assert Memory(tmp_path / "memory.json").get("people") is None


def test_little_room_is_said_before_a_database_is_half_made(tmp_path):
    with pytest.raises(Problem, match="nearly full"):
        problems.need_room(tmp_path / "not" / "there", megabytes=10**9)


# -- Letters ---------------------------------------------------------------------------------------


@pytest.fixture
def mailbox(tmp_path):
    with Mailbox(0, tmp_path / "mail") as mailbox:
        thread = threading.Thread(target=mailbox.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield mailbox
        mailbox.shutdown()
        thread.join()


def test_a_letter_arrives_as_it_was_sent(mailbox):
    letter = EmailMessage()
    letter["Subject"] = "Tuesday — see you there"
    letter["To"] = "amina@example.org"
    letter.set_content("One line\n.and one that begins with a dot\n")
    with smtplib.SMTP(*mailbox.server_address) as line:
        line.send_message(letter, from_addr="hello@example.org")
        line.send_message(letter, from_addr="hello@example.org")
    kept = sorted(mailbox.folder.glob("*.eml"))
    assert len(kept) == 2
    read = BytesParser(policy=letter.policy).parsebytes(kept[0].read_bytes())
    assert read["Subject"] == "Tuesday — see you there"
    assert read.get_content().splitlines() == ["One line", ".and one that begins with a dot"]


def test_nonsense_is_answered_and_a_broken_letter_is_not_kept(mailbox):
    with smtplib.SMTP(*mailbox.server_address) as line:
        assert line.docmd("WHAT")[0] == 500
        assert line.docmd("")[0] == 500
        assert line.docmd("DATA")[0] == 354
        line.sock.sendall(b"half a let")
        line.sock.shutdown(socket.SHUT_WR)
        assert line.getreply()[0] == 552
    assert list(mailbox.folder.glob("*.eml")) == []


# -- Servers ---------------------------------------------------------------------------------------


@pytest.fixture
def place(monkeypatch):
    """A set of servers of our own. As root the folder must be one that Postgres' account can reach."""
    monkeypatch.setenv(paths.RUN, f"{os.getpid()}-own")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    state = make_folder(make_state_dir("test") / f"own-{os.getpid()}")
    sockets = paths.socket_dir("test")
    make_socket_dir(sockets)
    yield Place(state=state, sockets=sockets, throwaway=True)
    shutil.rmtree(state)
    shutil.rmtree(sockets, ignore_errors=True)


@pytest.mark.launcher
@pytest.mark.xdist_group("launcher")
def test_servers_that_lost_their_launcher_are_stopped_and_their_data_is_kept(place):
    class Nobody:
        def minding(self, kind):
            """A watchdog that was killed too."""
            return

    lock = Lock(place.state / "lock")
    forgotten = [start_postgres(place, Nobody()), start_valkey(place, Nobody())]
    assert ask(place, "create table kept as select 7 as n") == "SELECT 1"
    with engines.running(place, lock) as again:
        assert ask(place, "select n from kept") == "7"
        assert len(again.servers) == 2
        assert [server.process.wait(timeout=10) for server in forgotten] == [0, 0]
    number = next(place.state.glob("pg*"))
    (number / "postmaster.pid").write_text(f"{os.getppid()}\n{number}\n0\n5432\n{place.sockets}\n\n")
    make_socket_dir(place.sockets)
    stop(start_postgres(place, Nobody()))
    lock.release()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param("initdb: error: No space left on device", "is full", id="full disk"),
        pytest.param(
            "initdb: error: something else", "initdb could not make the database:\ninitdb: error: something", id="other"
        ),
    ],
)
def test_a_database_that_cannot_be_made_says_why(told, said, place, tmp_path):
    folder = make_folder(make_folder(place.state / "programs") / "bin")
    for name, words in (("initdb", f"echo '{told}'; exit 1"), ("postgres", "echo 18")):
        (folder / name).write_text(f"#!/bin/sh\n{words}\n")
        (folder / name).chmod(0o755)
    with pytest.raises(Problem, match=said):
        make_cluster(folder, place.state / "pg18", place)


@pytest.mark.launcher
def test_a_watchdog_stops_what_a_killed_launcher_started(tmp_path):
    launcher = """
import os, signal, subprocess, sys, time
from pathlib import Path
from groupsite.local.locks import Lock
from groupsite.local.watchdog import Watchdog
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background was told to ignore it
lock = Lock(Path(sys.argv[2]))
dog = Watchdog(lock)
for kind, own in (("app", True), ("server", False), ("app", True)):
    child = subprocess.Popen(["sleep", "600"], start_new_session=own, preexec_fn=dog.minding(kind))
    print(child.pid, flush=True)
dog.gone(child.pid)
dog.remove_at_the_end(sys.argv[1])
print("ready", flush=True)
time.sleep(600)
"""
    folder = tmp_path / "a folder"
    folder.mkdir()
    words = [sys.executable, "-c", launcher, str(folder), str(tmp_path / "lock")]
    started = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=run.CHECKOUT)
    app, server, gone, _ = [started.stdout.readline().strip() for _ in range(4)]
    started.kill()
    started.wait()
    with pytest.raises(Taken) as second:
        Lock(tmp_path / "lock")
    assert not second.value.at_work
    assert ended(app)
    assert ended(server)
    assert not folder.exists()
    os.kill(int(gone), signal.SIGKILL)  # still there: what is gone is no longer ours to stop


def ended(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        words = subprocess.run(["cat", f"/proc/{pid}/cmdline"], capture_output=True, check=False).stdout
        if not words:  # no such process, or only its name is left
            return True
        time.sleep(0.05)
    return False


def test_without_the_wheels_the_machine_s_own_programs_are_used_or_asked_for(monkeypatch):
    monkeypatch.setattr(programs, "package_dir", lambda package: None)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(programs, "SYSTEM_POSTGRES", "/nowhere/*/bin")
    with pytest.raises(Problem, match="Install Postgres 15 or newer, or set DATABASE_URL"):
        programs.postgres_bin()
    with pytest.raises(Problem, match="Install valkey-server or redis-server, or set REDIS_URL"):
        programs.valkey_server()


def test_the_machine_s_own_programs_are_found(monkeypatch):
    wheel = programs.postgres_bin()
    monkeypatch.setattr(programs, "package_dir", lambda package: None)
    monkeypatch.setenv("PATH", str(wheel))
    assert programs.postgres_bin() == wheel.resolve()


# -- run.py ----------------------------------------------------------------------------------------


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(run.CannotRun, match=r"needs Python 3.11 or newer, and this is 3\.9\.2"):
        run.check_machine()


def test_the_environment_is_made_again_when_a_locked_list_changed(tmp_path, monkeypatch):
    stamp = tmp_path / "stamp"
    monkeypatch.setattr(run, "STAMP", stamp)
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    assert not run.is_installed("run")
    stamp.write_text("\n".join(run.marks("test")))
    assert run.is_installed("run")
    assert run.is_installed("test")
    assert not run.is_installed("lint")
    stamp.write_text(stamp.read_text().replace("run ", "run 0"))
    assert not run.is_installed("run")


def test_each_list_of_packages_holds_the_one_before():
    held = [set(run.requirements(name).read_text().splitlines()) for name in run.SETS]
    named = [{line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")} for lines in held]
    assert named[0] < named[1] < named[2]


def test_when_nothing_installs_every_way_says_why(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "with_uv", lambda wanted: "uv said no")
    monkeypatch.setattr(run, "with_pip", lambda wanted: "pip said no: apt install python3-venv")
    with pytest.raises(run.CannotRun, match=r"(?s)uv said no.*apt install python3-venv"):
        run.fill("run")


def test_files_are_meant_from_where_the_person_stands(tmp_path, monkeypatch):
    (tmp_path / "feeds").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run.at_home(["--scenarios", "feeds", "-k", "parent"]) == [
        "--scenarios",
        str(tmp_path / "feeds"),
        "-k",
        "parent",
    ]
    monkeypatch.chdir(run.CHECKOUT)
    assert run.at_home(["tests"]) == ["tests"]


@pytest.mark.parametrize(
    ("options", "said"), [([], False), (["-n0"], True), (["-n", "4"], True), (["--numprocesses=1"], True)]
)
def test_tests_spread_over_two_processes_unless_told_otherwise(options, said):
    assert run.spread(options) == said


@pytest.mark.parametrize(
    ("words", "code", "said"), [(["--help"], 0, "run.py test"), (["dance"], 1, "there is no 'dance'")]
)
def test_a_word_it_does_not_know_is_answered_with_those_it_does(words, code, said, capsys):
    assert run.main(words) == code
    told = capsys.readouterr()
    assert said in told.out + told.err
