"""The tests run against a real Postgres and a real Valkey, started here unless the environment names some."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId

from groupsite.local import testing
from groupsite.local.problems import Problem

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "1"  # playwright keeps a loop running in the thread that also asks the database
)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",  # without it Chromium refuses to run as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
SERVERS = pytest.StashKey()


def pytest_addoption(parser):
    parser.addoption("--scenarios", metavar="DIR", help="replay every feed scenario in this folder too")
    parser.addoption("--mutations", metavar="N", type=int, default=400, help="try so many changes of real records")
    parser.addoption("--databases", metavar="N", type=int, default=3, help="publish so many random directories")
    parser.addoption("--pictures", metavar="DIR", type=Path, help="keep a picture of every page the browser tests open")


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        stop_tracing_twice()
    elif not config.option.collectonly:
        start_servers(config)


def stop_tracing_twice():
    """A worker measures itself later. What began before, as in every process, would go on wherever that pauses."""
    coverage = sys.modules.get("coverage")
    while coverage and (begun := coverage.Coverage.current()):
        begun.stop()


def start_servers(config):
    servers = testing.servers()
    try:
        servers.__enter__()
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from problem
    config.stash[SERVERS] = servers


def pytest_unconfigure(config):
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.__exit__(None, None, None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):
        name_groups(items)
    leave_out_the_browser(items)


def name_groups(items):
    """xdist goes by the names of tests, and what it does to tell groups by them is lost on pytest 9.2 (issue 1386)."""
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")  # noqa: SLF001 - there is no other way


def leave_out_the_browser(items):
    """Without a browser those tests are left out, except in CI, where nothing may be."""
    if CHROMIUM or os.environ.get("CI") == "true":
        return
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """What a test without coverage needs is made without it too; the plugin pauses for the test alone."""
    measuring = item.config.pluginmanager.getplugin("_cov")
    if not item.get_closest_marker("no_cover") or not measuring or not measuring.cov_controller:
        return (yield)
    measuring.cov_controller.pause()
    try:
        return (yield)
    finally:
        measuring.cov_controller.resume()


@pytest.fixture(scope="session")
def scenarios_dir(pytestconfig):
    """The folder given with --scenarios, or None."""
    given = pytestconfig.getoption("scenarios")
    return Path(given).resolve() if given else None


@pytest.fixture(scope="session")
def how_many(pytestconfig):
    """How often a seeded test is to try: a few in the suite, thousands when asked."""
    return pytestconfig.getoption


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    assert CHROMIUM, "no Chromium on this machine: install it, or run without CI=true to leave these tests out"
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}
