"""The cast in the browser."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.signals import request_finished, request_started
from django.test import Client

from groupsite.accounts.middleware import SECOND_FACTOR
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from tests.browser.eyes import Window
from tests.cast import AuthenticatorFactory, OccurrenceFactory, SignupFactory, person, prove
from tests.places import Cast


@pytest.fixture
def people(live_server, amina, dev, carol, rita, ada):
    """Everybody, in a database that the live server sees too."""
    chris, sam = helper(), person("Sam", Role.SAFEGUARDING)
    known = {"amina": amina, "dev": dev, "carol": carol, "rita": rita, "ada": ada, "chris": chris, "sam": sam}
    return {"visitor": None, **known}


def helper():
    """A volunteer and champion who has helped before, and signs in with each second factor that there is."""
    chris = person("Chris", Role.VOLUNTEER, Role.CHAMPION)
    over = OccurrenceFactory(day=clock.today() - timedelta(days=7))
    SignupFactory(shift__occurrence=over, volunteer=chris, came=True, confirmed_at=clock.now())
    TOTP.activate(chris, generate_totp_secret())
    RecoveryCodes.activate(chris)
    return chris


@pytest.fixture
def cast(people):
    """Those whose things the example addresses name."""
    cast = Cast(people["amina"], people["carol"], people["chris"])
    cast.once("passkey", lambda: AuthenticatorFactory(user=people["chris"]))
    return cast


@pytest.fixture
def all_answered():
    """A page's script may still ask when its test is over; the tables are emptied only after the last answer."""
    requests = Counter()

    def begun(**kwargs):
        requests["begun"] += 1

    def ended(**kwargs):
        requests["ended"] += 1

    request_started.connect(begun)
    request_finished.connect(ended)
    yield
    deadline = time.monotonic() + 30
    while requests["begun"] > requests["ended"] and time.monotonic() < deadline:
        time.sleep(0.02)
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


@pytest.fixture
def window_of(browser, live_server, all_answered):
    """A browser window in which this person is signed in."""
    windows = []

    def _window_of(user=None, *, fresh=True, **options):
        windows.append(Window(browser, live_server.url, cookies=signed_in(user, fresh=fresh), **options))
        return windows[-1]

    yield _window_of
    for window in windows:
        window.close()


def signed_in(user, *, fresh=True):
    """The cookie of somebody who has signed in, just now unless told otherwise, and shown the second factor."""
    if user is None:
        return []
    client = Client()
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR] = int(time.time())
    if fresh:
        prove(session)
    session.save()
    return [("sessionid", client.cookies["sessionid"].value)]


@pytest.fixture(scope="session")
def pictures(pytestconfig):
    """The folder given with --pictures, to look at every page with one's own eyes."""
    folder = pytestconfig.getoption("pictures")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
