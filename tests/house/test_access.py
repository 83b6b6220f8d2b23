"""Closed by default: every address stands in the table, and the table is the gate (TRUST T04, T10-T12)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from groupsite.access import TABLE
from groupsite.accounts import middleware
from groupsite.accounts.models import User
from groupsite.accounts.roles import STAFF, Role
from sessions.models import Programme
from tests.cast import person
from tests.house.addresses import every_address
from tests.house.links import turned_away
from tests.places import PLACES, SHARED, Cast, arguments

ADDRESSES = every_address()
NAMES = [address.name for address in ADDRESSES]
METHODS = ["get", "post", "put", "patch", "delete", "head", "options"]
LOOK_AND_SEND = ["get", "post"]
ALLOWED_WRITES = re.compile(r'"(django_session|audit_reading|cache|usersessions_usersession)"')


@pytest.fixture
def cast(amina, carol):
    return Cast(amina, carol)


def url_of(address, cast):
    try:
        return reverse(address.name, kwargs=arguments(address.name, cast))
    except NoReverseMatch:
        pytest.fail(f"{address} needs arguments: give it a line in tests/places.py")


def undeclared(names, table):
    return [name for name in names if name not in table and f"{name.partition(':')[0]}:*" not in table]


def test_every_address_is_in_the_table():
    assert undeclared(NAMES, TABLE) == []


def test_an_address_missing_from_the_table_is_noticed():
    table = {name: access for name, access in TABLE.items() if name != "portal:home"}
    assert undeclared(NAMES, table) == ["portal:home"]


def test_the_table_names_no_address_that_is_gone():
    assert [name for name in TABLE if name not in NAMES and not name.endswith(":*")] == []


def test_every_address_has_a_name():
    assert [name for name in NAMES if name.endswith("None")] == []


def test_an_address_that_nobody_declared_does_not_exist(client, monkeypatch):
    monkeypatch.setattr(middleware, "table", dict)
    assert client.get(reverse("portal:health")).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_the_gate_holds_for_every_kind_of_person(address, client, cast):
    """Strangers are sent to sign in, the wrong role is told so, whatever the method; nobody gets a crash.

    Each role looks and sends. The first of those let in and the first of those refused also try every other method.
    """
    url, access = url_of(address, cast), address.access
    for method in METHODS:
        answer = getattr(client, method)(url)
        assert answer.status_code < 500
        if not access.public:
            assert answer.status_code == 302, method
            assert answer.url.startswith(reverse("account_login")), method
    somebody, methods = person("Somebody"), {True: METHODS, False: METHODS}
    for programme in Programme.objects.all():
        programme.leaders.add(somebody)
    client.force_login(somebody)
    session = client.session
    session[middleware.SECOND_FACTOR] = 1
    session.save()
    for role in Role:
        User.objects.filter(pk=somebody.pk).update(roles=[role])
        let_in = access.public or not access.roles or role in access.roles
        for method in methods[let_in]:
            answer = getattr(client, method)(url)
            assert answer.status_code < 500, (role, method)
            if not let_in:
                assert answer.status_code == 403, (role, method)
            assert refusing(answer, role) == [], f"a {role} sees the way to it and is refused"
        methods[let_in] = LOOK_AND_SEND


def refusing(answer, role):
    """Where the page leads this person in vain; nowhere when it is no page."""
    is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    reads = answer.wsgi_request.method == "GET"
    return turned_away(answer.content.decode(), User(roles=[role])) if is_page and reads else []


def test_a_link_to_what_refuses_its_reader_is_noticed(carol):
    html = f'<a href="{reverse("portal:people")}?q=x">People</a> <form action="/nowhere/"> <a href="/">Home</a>'
    assert turned_away(html, carol) == ["/nowhere/", reverse("portal:people")]


CLOSED_TO_THE_UNPROVEN = [a for a in ADDRESSES if not a.access.public and not a.access.before_second_factor]


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_without_a_second_factor_reach_only_the_page_to_set_one_up(role, client, cast):
    client.force_login(person("Unproven", role))
    for address in CLOSED_TO_THE_UNPROVEN:
        if address.access.roles and role not in address.access.roles:
            continue
        answer = client.get(url_of(address, cast))
        assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("mfa_index")), address


def test_the_demo_lets_staff_through_and_production_cannot(client, carol, settings):
    client.force_login(carol)
    assert client.get(reverse("portal:home")).status_code == 302
    settings.SECOND_FACTOR_REQUIRED = False
    assert client.get(reverse("portal:home")).status_code == 200


def writes(queries):
    changing = [q["sql"] for q in queries if re.match(r"(INSERT|UPDATE|DELETE)", q["sql"])]
    return [sql for sql in changing if not ALLOWED_WRITES.search(sql)]


@pytest.mark.no_cover
@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_opening_a_link_changes_nothing(address, sign_in, client, cast):
    """Mail programs open links before people do."""
    url = url_of(address, cast)
    for user in (None, cast.amina, cast.carol):
        if user:
            sign_in(user)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert writes(queries.captured_queries) == [], user


BEAS_HATS = {Role.PARENT, Role.VOLUNTEER, Role.CHAMPION}


def could_be_beas(address):
    """Somebody's own thing behind an address that her hats open.

    The sign-in library's addresses have no namespace and tests of their own; they ask for a fresh sign-in first.
    """
    private = address.name in PLACES and ":" in address.name and address.name not in SHARED
    return private and not address.access.public and (not address.access.roles or address.access.roles & BEAS_HATS)


PRIVATE = [address for address in ADDRESSES if could_be_beas(address)]


@pytest.mark.no_cover
@pytest.mark.parametrize("address", PRIVATE, ids=str)
def test_somebody_elses_is_as_if_it_were_not_there(address, sign_in, client, cast, bea, rf):
    """Bea wears every hat but those that see all families, and still gets the page a wrong code gets."""
    bea.roles = list(BEAS_HATS)
    bea.save()
    sign_in(bea)
    url = url_of(address, cast)
    nowhere = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "00000000-0000-4000-8000-000000000000", url)
    for method in METHODS:
        answer, missing = getattr(client, method)(url), getattr(client, method)(nowhere)
        assert answer.status_code == missing.status_code, method
        assert answer.status_code in {404, 405} or method == "options", method
        assert seen(answer) == seen(missing).replace(nowhere, url), method


def seen(answer):
    """What a person sees of a page: the token in its forms is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
