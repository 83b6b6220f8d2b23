"""Asking a provider: one link, one answer, and nothing changes for parents before a person of ours agrees (M14)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from signposting.models import Correction, Doubt, ProviderAsk, Service
from signposting.queries import queue
from signposting.rules.asking import token_of
from signposting.services import asking, desk, freshness, hub
from tests.cast import (
    CorrectionFactory,
    HubPersonFactory,
    PairFactory,
    ProposalFactory,
    ProviderAskFactory,
    ServiceFactory,
    SourceRecordFactory,
    internal_entry,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return ServiceFactory(name="Tiny Tots", email="hello@tots.example", phones=["0117 496 0100"])


@pytest.fixture
def row(service, rita):
    return asking.ask(service, by=rita)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def page(token, view="provider"):
    return reverse(f"signposting:{view}", args=[token])


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        pytest.param({}, True, id="never asked"),
        pytest.param({"email": None}, False, id="no address"),
        pytest.param({"do_not_contact_at": clock.now()}, False, id="asked us to stop"),
        pytest.param({"state": "declined"}, False, id="not listed"),
    ],
)
def test_who_may_be_asked(state, allowed, rita):
    service = ServiceFactory(**({"email": "hello@tots.example"} | state))
    if allowed:
        assert asking.ask(service, by=rita)
    else:
        with pytest.raises(Refused):
            asking.ask(service, by=rita)


@pytest.mark.parametrize(("days", "allowed"), [(29, False), (31, True)])
def test_nobody_is_asked_twice_in_a_month(days, allowed, row, rita):
    with time_machine.travel(clock.now() + timedelta(days=days)):
        if allowed:
            assert asking.ask(row.service, by=rita)
        else:
            with pytest.raises(Refused):
                asking.ask(row.service, by=rita)


def test_yes_is_a_check_of_every_key_field(row):
    asking.answer(row, "yes")
    assert fresh(row.service).verified_at is not None
    assert {check.how for check in row.service.checks.all()} == {"provider"}


def test_a_fix_waits_for_a_person_and_counts_as_checked_once_taken(row, rita):
    asking.answer(row, "fix", fixes={"phones": ["0117 496 0999"], "email": "hello@tots.example"})
    (correction,) = Correction.objects.all()
    assert (correction.field, fresh(row.service).phones) == ("phones", ["0117 496 0100"])
    assert next(card.kind for card in queue.queue().cards) == "correction"
    asking.accept(correction, by=rita)
    assert fresh(row.service).phones == ["0117 496 0999"]
    assert row.service.checks.get().field == "phones"
    with pytest.raises(Refused):
        asking.refuse(correction, by=rita)


def test_a_fix_that_changes_nothing_does_not_use_up_the_link(row):
    with pytest.raises(Refused):
        asking.answer(row, "fix", fixes={"phones": ["0117 496 0100"]})
    assert fresh(row).answered_at is None


def test_closed_is_a_question_to_staff_and_the_entry_stays_as_it_is(row, rita):
    asking.answer(row, "closed")
    service = fresh(row.service)
    assert (service.status, service.is_public) == ("active", True)
    assert Doubt.objects.open().get().field == "status"
    asking.accept(Correction.objects.get(), by=rita)
    assert fresh(service).status == "defunct"


def test_do_not_list_is_kept(row, rita):
    asking.answer(row, "off")
    assert fresh(row.service).do_not_contact_at
    asking.take_off(row.service, by=rita)
    assert not Service.objects.listed().exists()
    assert queue.queue().cards == []
    with pytest.raises(Refused):
        asking.ask(row.service, by=rita)


# -- And back --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed_at", "state"),
    [pytest.param(clock.now(), "listed", id="families had it"), pytest.param(None, "waiting", id="never decided")],
)
def test_what_was_put_away_comes_back_as_it_was(listed_at, state, rita):
    row = ServiceFactory(state="declined", listed_at=listed_at, ended_at=clock.now())
    asking.bring_back(row, by=rita)
    assert (fresh(row).state, fresh(row).ended_at) == (state, None)
    with pytest.raises(Refused):
        asking.bring_back(row, by=rita)


def test_what_was_ours_alone_comes_back_as_ours_alone(rita, sign_in):
    ours = internal_entry(name="Bank of keys", ended_at=clock.now())
    desk.say_same(PairFactory(second__service=ours), by=rita)
    seen = sign_in(rita).get(reverse("signposting:desk_service", args=[ours.code])).content.decode()
    assert "It is for us only again." in seen
    assert "Families see it again" not in seen
    asking.bring_back(ours, by=rita)
    assert (fresh(ours).state, fresh(ours).use, fresh(ours).due_on) == ("internal", "repairs", ours.due_on)
    assert fresh(ours).ended_at, "our feed still says that it has gone"


def test_who_asked_for_no_letters_gets_none_after_coming_back(row, rita, sign_in):
    asking.answer(row, "yes", quiet=True)
    asking.take_off(row.service, by=rita)
    seen = sign_in(rita).get(reverse("signposting:desk_service", args=[row.service.code])).content.decode()
    assert "not to write to them, or not to list them" in seen
    asking.bring_back(row.service, by=rita)
    with time_machine.travel(clock.now() + timedelta(days=40)), pytest.raises(Refused):
        asking.ask(row.service, by=rita)
    assert fresh(row.service).do_not_contact_at


def test_letters_go_out_again_once_they_say_so(row, rita, sign_in):
    staff, press = sign_in(rita), reverse("signposting:allow_letters", args=[row.service.code])
    asking.take_off(row.service, by=rita)
    staff.post(press)
    assert fresh(row.service).do_not_contact_at, "it is not in the directory"
    asking.bring_back(row.service, by=rita)
    entry = reverse("signposting:desk_service", args=[row.service.code])
    assert "They say that we may write" in staff.get(entry).content.decode()
    staff.post(press)
    assert fresh(row.service).do_not_contact_at is None
    assert "They say that we may write" not in staff.get(entry).content.decode()
    with time_machine.travel(clock.now() + timedelta(days=40)):
        assert asking.ask(row.service, by=rita)


def test_only_what_has_no_letters_can_be_allowed_some(service, rita):
    with pytest.raises(Refused):
        asking.allow_letters(service, by=rita)


@pytest.mark.parametrize("how", ["by hand", "as the hub says", "as they say", "when it is approved"])
def test_nothing_takes_the_name_of_who_asked_not_to_be_listed(how, rita):
    asking.take_off(ServiceFactory(name="Tiny Tots"), by=rita)
    is_new = how == "when it is approved"
    row = ProposalFactory(field="name", theirs="Tiny tots", record__service__state="waiting" if is_new else "listed")
    deed = {
        "by hand": lambda: desk.edit_field(row.service, "name", "TINY TOTS", by=rita),
        "as the hub says": lambda: desk.accept(row, by=rita),
        "as they say": lambda: asking.accept(
            CorrectionFactory(service=row.service, field="name", value="Tiny Tots"), by=rita
        ),
        "when it is approved": lambda: desk.approve(row.service, by=rita),
    }[how]
    with pytest.raises(Refused, match="Tiny Tots asked us not to list them"):
        deed()
    assert fresh(row.service).name == row.service.name


def test_who_asked_not_to_be_listed_may_be_spelt_anew_and_others_too(rita):
    off = asking.take_off(ServiceFactory(name="Tiny Tots"), by=rita)
    desk.edit_field(off, "name", "Tiny  tots", by=rita)
    twin = ServiceFactory(name="Tiny Tots")
    desk.edit_field(twin, "name", "TINY TOTS", by=rita)
    assert fresh(twin).name == "TINY TOTS", (
        "it was listed by that name before; what is done about it is another question"
    )


def test_what_was_never_listed_comes_back_to_be_decided_and_is_a_card_then(rita):
    row = SourceRecordFactory(service__state="waiting", service__listed_at=None).service
    desk.decline(row, by=rita)
    assert queue.queue().cards == []
    asking.bring_back(row, by=rita)
    assert [card.code for card in queue.queue().cards] == [row.code]


def test_another_of_the_same_name_that_asked_not_to_be_listed_stays_in_the_way(rita):
    asking.take_off(ServiceFactory(name="Tiny Tots"), by=rita)
    twin = ServiceFactory(name="Tiny tots", state="declined")
    with pytest.raises(Refused):
        asking.bring_back(twin, by=rita)
    assert fresh(twin).state == "declined"


# -- The link --------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing_and_the_button_does(row, client):
    token = token_of(row.code)
    for view in ("provider", "provider_fix"):
        for _scanner in range(3):
            assert client.get(page(token, view)).status_code == 200
            client.head(page(token, view))
    assert fresh(row).answered_at is None
    assert "Thank you" in client.post(page(token), {"answer": "yes"}).content.decode()
    assert fresh(row).answer == "yes"


@pytest.mark.parametrize("view", ["provider", "provider_fix"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_or_an_old_link_is_refused(view, method, row, client):
    token, said = token_of(row.code), {"answer": "closed", "phones": "0117 496 0999"}
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert getattr(client, method)(page(token, view), said).status_code == 410
    client.post(page(token), {"answer": "yes"})
    assert getattr(client, method)(page(token, view), said).status_code == 410
    assert (fresh(row).answer, Correction.objects.count()) == ("yes", 0)


def test_a_link_opens_its_own_entry_only_and_a_made_up_one_none(row, client):
    other = ProviderAskFactory()
    signature = token_of(row.code).partition(":")[2]
    for token in ("nonsense", str(row.code), f"{other.code.hex}:{signature}"):
        assert client.get(page(token)).status_code == 404
        assert client.post(page(token), {"answer": "closed"}).status_code == 404
    assert fresh(other).answered_at is None


def test_two_presses_at_once_are_one_answer(row):
    stale = ProviderAsk.objects.get(pk=row.pk)
    asking.answer(row, "yes")
    with pytest.raises(Refused):
        asking.answer(stale, "closed")
    assert Correction.objects.count() == 0


def test_a_letter_that_comes_back_makes_the_address_doubtful(row):
    Letter.objects.filter(kind="provider_asked").update(state="dead", ended_at=clock.now())
    assert asking.note_bounces(at=clock.now()) == 1
    freshness.refresh_all(at=clock.now())
    assert Doubt.objects.open().get().kind == "bounce"
    assert fresh(row.service).flag == "due"


@pytest.mark.parametrize("state", ["internal", "declined"])
@pytest.mark.parametrize("view", ["provider", "provider_fix"])
def test_a_link_shows_and_takes_nothing_once_families_do_not_see_the_entry(view, state, row, client):
    Service.objects.filter(pk=row.service_id).update(state=state)
    here = page(token_of(row.code), view)
    for seen in (client.get(here), client.post(here, {"answer": "yes", "phones": "0117 496 0999"})):
        assert seen.status_code == 410
        assert "0117 496 0100" not in seen.content.decode()
        assert "This link is over" in seen.content.decode()
    assert fresh(row).answered_at is None
    with pytest.raises(Refused):
        asking.answer(row, "yes")
    assert not fresh(row.service).checks.exists()


# -- Somebody at the hub ---------------------------------------------------------------------------


@pytest.fixture
def of_hub(service, rita):
    return asking.ask_hub(service, HubPersonFactory(email="morgan@hub.example"), by=rita)


def test_a_hub_confirms_an_entry_by_a_link_that_works_once(of_hub, service, client, mailoutbox):
    delivery.sweep()
    (letter,) = mailoutbox
    assert letter.to == ["morgan@hub.example"]
    assert "You know it at the Family Hub" in letter.body
    here = page(token_of(of_hub.code))
    seen = client.get(here).content.decode()
    assert "Please do not list us at all" not in seen, "that is not theirs to say"
    client.post(here, {"answer": "yes", "quiet": "1"})
    assert client.post(here, {"answer": "closed"}).status_code == 410
    public = client.get(reverse("signposting:service", args=[service.code])).content.decode()
    assert "Confirmed by the Family Hub on" in public
    assert fresh(service).verified_at
    assert fresh(service).do_not_contact_at is None, "only the service itself may ask for quiet"
    assert not Doubt.objects.exists()


def test_what_a_hub_corrects_waits_for_a_person_of_ours(of_hub, service, rita):
    asking.answer(of_hub, "fix", fixes={"phones": ["0117 496 0777"]})
    assert fresh(service).phones == ["0117 496 0100"]
    asking.accept(Correction.objects.get(), by=rita)
    assert fresh(service).phones == ["0117 496 0777"]
    assert fresh(service).checks.get().how == "hub_said"


def test_a_hub_cannot_take_anybody_off(of_hub, service):
    with pytest.raises(Refused):
        asking.answer(of_hub, "off")
    asking.answer(of_hub, "closed")
    assert fresh(service).do_not_contact_at is None
    assert Correction.objects.get().value == "defunct"


def test_the_hub_is_asked_where_the_service_wants_no_letters_and_nobody_is_asked_twice(service, rita, sign_in):
    Service.objects.filter(pk=service.pk).update(do_not_contact_at=clock.now())
    morgan = HubPersonFactory(email="morgan@hub.example")
    HubPersonFactory(name="Without an address")
    staff, entry = sign_in(rita), reverse("signposting:desk_service", args=[service.code])
    seen = staff.get(entry).content.decode()
    assert "Ask Morgan Hale at the hub" in seen
    assert "Ask Without an address" not in seen
    staff.post(reverse("signposting:ask_hub", args=[service.code]), {"person": str(morgan.code)})
    assert "at the hub</button>" not in staff.get(entry).content.decode()
    with pytest.raises(Refused):
        asking.ask_hub(service, morgan, by=rita)
    assert ProviderAsk.objects.count() == 1


def test_a_letter_to_somebody_who_has_left_the_hub_is_not_sent_and_its_link_is_over(of_hub, rita, client, mailoutbox):
    hub.has_left(of_hub.hub_person, by=rita)
    delivery.sweep()
    assert mailoutbox == []
    for view in ("provider", "provider_fix"):
        assert client.get(page(token_of(of_hub.code), view)).status_code == 410
    with pytest.raises(Refused):
        asking.answer(of_hub, "yes")


def test_a_letter_to_the_hub_that_comes_back_says_nothing_of_the_services_address(of_hub):
    Letter.objects.update(state="dead", ended_at=clock.now())
    assert asking.note_bounces(at=clock.now()) == 0
