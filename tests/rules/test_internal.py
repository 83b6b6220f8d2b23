"""An entry that is for us only is nowhere a family looks (S1-12)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from signposting.models import Service
from signposting.models.directory import ServiceQuerySet
from signposting.queries.queue import queue
from signposting.queries.reviews import KINDS
from signposting.services import asking, checks, internal, reports, reviews, slips
from tests.cast import (
    FieldCheckFactory,
    KeptFactory,
    ReportFactory,
    ServiceFactory,
    SlipEntryFactory,
    SuggestionFactory,
    client_of,
    internal_entry,
)
from tests.house.addresses import every_address
from tests.house.test_access import url_of
from tests.places import Cast

pytestmark = pytest.mark.django_db
SECRET = "zzcaretaker"
ASKED = ("", "?q=zzcaretaker&per_page=200", "?q=zzcaretakr", "?free=on&age=1")


def open_to(role):
    """Every page of services, and every other one that has no argument to lead to something else."""
    rooms = [a for a in every_address() if not a.has_arguments or a.name.startswith("signposting:")]
    return [a for a in rooms if a.access.public or not a.access.roles or role in a.access.roles]


@pytest.fixture
def hidden(amina):
    """It was found, checked, kept, given, reported and suggested, and has become ours alone since."""
    service = ServiceFactory(
        name=f"{SECRET} counselling", description="Free playgroup, nursery, advice", free=True, minimum_age=0,
        schedules=[], phones=["0117 496 0999"],
    )  # fmt: skip
    FieldCheckFactory(service=service)
    SlipEntryFactory(slip__family=amina.carer.family, service=service)
    ReportFactory(service=service, user=amina)
    KeptFactory(user=amina, service=service)
    SuggestionFactory(user=amina, service=service, decided_at=clock.now())
    return service


def test_at_the_desk_only_whoever_keeps_our_own_entries_finds_them(ada, rita, sign_in):
    ours = internal_entry(name="Tots of the caretaker")
    aside = internal_entry(name="Tots put aside", state="declined")
    find = reverse("signposting:find_entry") + "?q=tots"
    views = [(view, [row.code]) for view in ("desk_service", "preview", "why") for row in (ours, aside)]
    for who, status in ((ada, 404), (rita, 200)):
        client = sign_in(who)
        page = client.get(find).content.decode()
        assert [str(row) in page for row in (ours, aside)] == [status == 200] * 2
        assert ("or are for us only" in page) is (status == 200)
        for view, args in views:
            assert client.get(reverse(f"signposting:{view}", args=args)).status_code == status, view


OF_SERVICES = [a for a in every_address() if a.access.public and a.name.startswith("signposting:")]


def pages_with_it(service, client, cast, addresses):
    """Where its name is read, or its own address leads to it."""
    found = []
    for address in addresses:
        url = url_of(address, cast)
        for asked in ASKED if address.name in LISTS else ASKED[:1]:
            with transaction.atomic():
                answer = client.get(url + asked)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                transaction.set_rollback(True)
            if SECRET in body.decode(errors="replace").replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", ""):
                found.append(address.name)
                break
    return sorted(
        set(found) | {name for name in OWN if client.get(reverse(name, args=[service.code])).status_code == 200}
    )


LISTS = {a.name for a in OF_SERVICES if not a.has_arguments}
OWN = ("signposting:service", "signposting:report")


def cast_with(service, amina, carol):
    """Every address that leads to a service leads to this one, and to the slip it is on."""
    cast = Cast(amina, carol)
    cast.once("service", lambda: service)
    cast.once("slip", service.on_slips.get)
    return cast


def test_no_page_of_a_family_or_a_visitor_has_it(hidden, amina, carol, client):
    """A parent opens all that a visitor opens, and more; a visitor tries what is about services."""
    internal.keep_for_us(hidden, by=carol)
    cast = cast_with(hidden, amina, carol)
    assert pages_with_it(hidden, client_of(amina), cast, open_to(Role.PARENT)) == []
    assert pages_with_it(hidden, client, cast, OF_SERVICES) == []


def test_a_scope_that_forgets_it_is_noticed(hidden, amina, carol, client, monkeypatch):
    internal.keep_for_us(hidden, by=carol)
    monkeypatch.setattr(ServiceQuerySet, "listed", lambda self: self.filter(state__in=["listed", "internal"]))
    found = pages_with_it(hidden, client, cast_with(hidden, amina, carol), OF_SERVICES)
    assert {"signposting:directory", "signposting:need", *OWN} <= set(found)


def test_no_letter_names_it(hidden, amina, carol, mailoutbox):
    slips.give(amina.carer.family, [hidden, ServiceFactory(name="Tots")], word="", way="email", by=carol)
    reports.close(hidden.reports.get(), "fixed", by=carol)
    internal.keep_for_us(hidden, by=carol)
    Service.objects.filter(pk=hidden.pk).update(status="defunct")
    delivery.sweep()
    assert mailoutbox
    assert not [letter for letter in mailoutbox if SECRET in letter.body]


def test_it_waits_for_nobody_at_the_desk(hidden, carol):
    internal.keep_for_us(hidden, by=carol)
    assert queue().cards == []


def test_it_can_be_opened_to_families_again_and_is_due_then(hidden, carol):
    internal.keep_for_us(hidden, by=carol)
    with pytest.raises(Refused):
        internal.keep_for_us(hidden, by=carol)
    internal.open_to_families(hidden, by=carol)
    assert list(Service.objects.listed()) == [hidden]
    with pytest.raises(Refused):
        internal.change(internal_entry(state="listed"), {}, use="venue", by=carol)


def test_who_asked_not_to_be_listed_is_not_let_in_by_the_back_door(carol):
    asking.take_off(ServiceFactory(name="Tiny Tots"), by=carol)
    ours = internal.write_down({"name": "tiny tots"}, use="venue", by=carol)
    with pytest.raises(Refused):
        internal.open_to_families(ours, by=carol)
    assert not Service.objects.listed().exists()


def test_that_we_looked_at_it_for_ourselves_is_no_check_of_what_families_read(carol, client):
    ours = internal.write_down({"name": "Hall"}, use="venue", by=carol)
    reviews.confirm(KINDS["internal"], ours.code, by=carol)
    internal.open_to_families(ours, by=carol)
    page = client.get(reverse("signposting:service", args=[ours.code])).content.decode()
    assert "We have not checked this ourselves yet." in page
    assert "Checked by us" not in page


def test_what_was_checked_before_it_became_ours_keeps_the_day_of_its_check(carol):
    service = ServiceFactory()
    checked = clock.now() - timedelta(days=3)
    checks.confirm(service, by=carol, how="phone", at=checked)
    internal.keep_for_us(service, by=carol)
    reviews.confirm(KINDS["internal"], service.code, by=carol)
    assert internal.open_to_families(service, by=carol).verified_at == checked
