"""Promises every page keeps (TRUST §2A): the same answer to strangers, no way off the site, headers, no crashes."""

import os
import random
import re
import subprocess
import sys
from time import perf_counter

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from groupsite.outbox import delivery
from tests.house.addresses import every_address
from tests.house.test_access import url_of
from tests.places import Cast

ADDRESSES = every_address()
PASSWORD = "a long walk to the hall"


@pytest.fixture
def cast(amina, carol):
    return Cast(amina, carol)


# -- T01 T02 T05: sign-in tells strangers nothing --------------------------------------------------


def asked(client, view, **fields):
    """Status, where to, and the page with what was typed taken out."""
    answer = client.post(reverse(view), fields, follow=True)
    page = answer.content.decode()
    for typed in fields.values():
        page = page.replace(typed, "…")
    for token in {line for line in page.split('"') if len(line) == 64}:
        page = page.replace(token, "…")
    return answer.status_code, [where for where, _ in answer.redirect_chain], page


@pytest.mark.parametrize("view", ["account_request_login_code", "account_reset_password", "account_signup"])
def test_a_known_and_an_unknown_address_get_the_same_page(view, amina):
    known, unknown = (asked(Client(), view, email=f"{who}@example.org") for who in ("amina", "zelda"))
    assert known[:2] == unknown[:2]
    assert known[2].replace("amina", "zelda") == unknown[2]


def test_a_wrong_password_gets_the_same_page_whoever_it_is_for(amina):
    amina.set_password(PASSWORD)
    amina.save()
    known, unknown = (
        asked(Client(), "account_login", login=f"{who}@example.org", password="not the one at all")
        for who in ("amina", "zelda")
    )
    assert known == unknown


def test_a_wrong_password_costs_one_hash_whoever_it_is_for(amina, client, monkeypatch):
    amina.set_password(PASSWORD)
    amina.save()
    hasher, calls = get_hasher("default"), []
    real = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda *args, **kw: calls.append(1) or real(*args, **kw))
    costs = []
    for who in ("amina", "zelda"):
        calls.clear()
        client.post(reverse("account_login"), {"login": f"{who}@example.org", "password": "not the one at all"})
        costs.append(len(calls))
    assert costs == [1, 1]


def test_asking_for_a_code_takes_as_long_for_a_stranger(amina):
    """Within noise: the quickest of 20 turns each, which a busy machine disturbed least, differ by less than half."""
    took = {"amina": [], "zelda": []}
    for _ in range(20):
        for who, times in took.items():
            client = Client(REMOTE_ADDR=f"10.0.{random.randrange(250)}.{random.randrange(250)}")
            start = perf_counter()
            client.post(reverse("account_request_login_code"), {"email": f"{who}@example.org"})
            times.append(perf_counter() - start)
    known, unknown = min(took["amina"]), min(took["zelda"])
    assert 0.5 < known / unknown < 2


def test_bad_sign_ins_are_stopped_whatever_address_they_pretend_to_come_from(amina, client, settings):
    """With no trusted proxy, X-Forwarded-For is only something somebody typed."""
    amina.set_password(PASSWORD)
    amina.save()

    def sign_in(email, password, n):
        fields = {"login": email, "password": password}
        client.post(reverse("account_login"), fields, headers={"x-forwarded-for": f"203.0.113.{n}"})
        return "_auth_user_id" in client.session

    for n in range(9):
        assert not sign_in(f"person{n}@example.org", "guess", n)
    assert sign_in(amina.email, PASSWORD, 9)
    client.logout()
    assert not sign_in("person10@example.org", "guess", 10)
    assert not sign_in(amina.email, PASSWORD, 11)


def test_the_session_key_changes_when_somebody_signs_in(amina, client):
    client.get(reverse("account_login"))
    client.session["planted"] = True
    client.session.save()
    client.post(reverse("account_request_login_code"), {"email": amina.email})
    planted = client.session.session_key
    delivery.sweep()
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[0].body, re.MULTILINE)[0]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(reverse("portal:home")).status_code == 302


# -- T08: no way off the site ----------------------------------------------------------------------

WAYS_OUT = [
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "HtTpS://evil.example",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "\thttps://evil.example",
    "data:text/html,hi",
]


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_signing_in_never_leads_off_the_site(way_out, amina, client):
    amina.set_password(PASSWORD)
    amina.save()
    fields = {"login": amina.email, "password": PASSWORD, "next": way_out}
    answer = client.post(f"{reverse('account_login')}?next={way_out}", fields)
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert not answer.url.startswith(("//", "/\\"))


# -- T20, T32, T37: every answer, every address ----------------------------------------------------


@pytest.mark.no_cover
@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_a_form_from_elsewhere_is_refused(address, cast, carol):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)
    answer = client.post(url_of(address, cast), {"csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "Nothing has been changed" in answer.content.decode()


def test_cookies_stay_on_this_site(client, amina):
    client.force_login(amina)
    client.get(reverse("account_login"))
    answer = Client().get(reverse("account_login"))
    assert {cookie["samesite"] for cookie in answer.cookies.values()} == {"Lax"}


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers_missing(answer):
    missing = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "frame-ancestors 'none'" not in policy or "default-src 'self'" not in policy or "unsafe" in policy:
        missing.append("Content-Security-Policy")
    return missing + ["Permissions-Policy"] * ("camera=()" not in answer.headers.get("Permissions-Policy", ""))


@pytest.mark.no_cover
@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_every_answer_carries_the_headers(address, cast, client, sign_in):
    url = url_of(address, cast)
    assert headers_missing(client.get(url)) == []
    answer = sign_in(cast.amina).get(url)
    assert headers_missing(answer) == []
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/nowhere/", "/static/nowhere.css", "/favicon.ico"])
def test_answers_to_wrong_addresses_carry_them_too(path, client):
    assert headers_missing(client.get(path)) == []


def test_a_crash_answers_in_plain_words_with_the_headers_and_no_names(client, monkeypatch, amina):
    client.raise_request_exception = False

    def crash(*args):
        raise ValueError(f"something about {amina.email} on 07700 900123")

    monkeypatch.setattr("groupsite.portal.views.render", crash)
    answer = client.get(reverse("portal:front"))
    assert answer.status_code == 500
    assert headers_missing(answer) == []
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "a b"])
def test_a_forged_host_is_refused(host, db):
    client = Client(headers={"host": host})
    assert client.get(reverse("account_reset_password")).status_code == 400


# -- T33: production does not start half-dressed ---------------------------------------------------

DRESSED = {
    "SECRET_KEY": "k" * 30 + "e" * 30,
    "FIELD_KEYS": "f" * 40 + "," + "g" * 40,
    "ERASURE_LEDGER": "/ledger/erased.txt",
    "ALLOWED_HOSTS": "groups.example.org",
    "SITE_URL": "https://groups.example.org",
    "DATABASE_URL": "postgres://portal@localhost/portal",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
}
HALF_DRESSED = [
    pytest.param({"SECRET_KEY": None}, "SECRET_KEY", id="no secret"),
    pytest.param({"SECRET_KEY": "short"}, "SECRET_KEY", id="short secret"),
    pytest.param({"SECRET_KEY": "django-insecure-" + "x" * 50}, "SECRET_KEY", id="default secret"),
    pytest.param({"FIELD_KEYS": None}, "FIELD_KEYS", id="no key for sealed fields"),
    pytest.param({"FIELD_KEYS": "short"}, "FIELD_KEYS", id="short key for sealed fields"),
    pytest.param({"FIELD_KEYS": DRESSED["SECRET_KEY"]}, "FIELD_KEYS", id="one key for everything"),
    pytest.param({"ERASURE_LEDGER": None}, "ERASURE_LEDGER", id="no ledger of erasures"),
    pytest.param({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS", id="any host"),
    pytest.param({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS", id="no host"),
    pytest.param({"SITE_URL": "http://groups.example.org"}, "SITE_URL", id="no TLS"),
    pytest.param({"DATABASE_URL": None}, "DATABASE_URL", id="no database"),
    pytest.param({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL", id="another database"),
    pytest.param({"REDIS_URL": None}, "REDIS_URL", id="no broker"),
    pytest.param({"EMAIL_URL": None}, "EMAIL_URL", id="no mail server"),
    pytest.param({"PORTAL_PROFILE": "staging"}, "PORTAL_PROFILE", id="unknown profile"),
]


def start_in_production(**changes):
    env = {**{k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}, **DRESSED, **changes}
    env = {name: value for name, value in env.items() if value is not None}
    code = "from groupsite import settings as s; print(s.DEBUG, s.DEMO, s.SECOND_FACTOR_REQUIRED)"
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


def test_production_starts_when_dressed():
    assert start_in_production().stdout.split() == ["False", "False", "True"]


@pytest.mark.parametrize(("changes", "named"), HALF_DRESSED)
def test_production_refuses_to_start_and_names_what_is_wrong(changes, named):
    started = start_in_production(**changes)
    assert started.returncode != 0
    assert named in started.stderr.splitlines()[-1]


def test_production_cannot_be_talked_out_of_its_second_factor_or_into_debugging():
    started = start_in_production(DEBUG="1", DEMO="1", SECOND_FACTOR_REQUIRED="0")
    assert started.stdout.split() == ["False", "False", "True"]


# -- T58: nothing typed crashes a page -------------------------------------------------------------

TYPED = [
    "",
    "0",
    "-1",
    "9" * 400,
    "a" * 5000,
    "\x00",
    "é" * 300,
    "👶🏽",
    "\u202e\u0000x",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "2026-02-30",
    "29/02/2027",
    "NaN",
    "1e999",
    "null",
    "[]",
    "%00",
    "=cmd|' /C calc'!A0",
    "00000000-0000-4000-8000-000000000000",
]
NAMES = ["q", "page", "next", "name", "email", "login", "password", "code", "child", "children", "adults", "day", "age"]
NAMES += ["born_on_0", "born_on_1", "born_on_2", "phone", "allergies", "state", "family", "role", "status", "shift"]
FUZZ = int(os.environ.get("FUZZ", "1200"))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_typed_crashes_a_page(seed, cast, client, sign_in, dev, rita):
    """FUZZ=10000 runs the long one; each seed takes its quarter."""
    dice = random.Random(seed)
    people = [None, cast.amina, cast.carol, dev, rita]
    for n in range(FUZZ // 4):
        if n % 25 == 0:
            client.logout()
            if who := dice.choice(people):
                sign_in(who)
        url = url_of(dice.choice(ADDRESSES), cast)
        if dice.random() < 0.1:
            url += dice.choice(TYPED).replace("\x00", "%00").replace("#", "")
        fields = {dice.choice(NAMES): dice.choice(TYPED) for _ in range(dice.randrange(5))}
        method = dice.choice(["get", "post", "put", "delete"])
        sent = {"data": fields} if method in {"get", "post"} else {}
        answer = getattr(client, method)(url, **sent)
        assert answer.status_code < 500, (method, url, fields)


# -- What a reviewer could once break --------------------------------------------------------------


@pytest.mark.parametrize("since", ["9999-12-20", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_no_date_is_too_far_for_the_timetable(since, client, db):
    assert client.get(reverse("sessions:timetable"), {"since": since}).status_code == 200


def test_too_large_a_request_is_not_read(client, db):
    answer = client.post(reverse("account_login"), {"login": "x" * (4 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
