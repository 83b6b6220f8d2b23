"""The role comes and goes with what it takes to help; warnings come in time; nobody stands in the hall uncleared."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.portal.data import retention
from tests.cast import (
    AgreementFactory,
    ApplicationFactory,
    ClearanceFactory,
    DbsFactsFactory,
    GoingFactory,
    ReferenceFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
)
from volunteers.letters.joining import reference_given, reference_reminder
from volunteers.models import Application, Clearance, DbsFacts, Going, Reference, Signup
from volunteers.queries.counting import record_of
from volunteers.rules.standing import POLICIES, STEPS
from volunteers.services import applying, counting, promises, standing

DBS = {"level": "enhanced", "number": "001234567890", "is_clear": True}


def day(away):
    return clock.today() + timedelta(days=away)


def kinds(user):
    return list(Letter.objects.filter(to=f"accounts.user:{user.pk}").order_by("due_at").values_list("kind", flat=True))


def spoken_for(*trusts, **facts):
    """An application with what its referees have said; two say yes unless the test says otherwise."""
    application = ApplicationFactory(**facts)
    for trust in trusts or ("yes", "yes"):
        answered_at = clock.now() if trust else None
        ReferenceFactory(application=application, asked_at=clock.now(), answered_at=answered_at, trusts=trust)
    return application


@pytest.fixture
def hannah(carol):
    """Welcomed, and nothing done yet."""
    return applying.welcome(spoken_for(name="Hannah", email="Hannah@Example.org"), by=carol)


def test_a_newcomers_first_shift_is_on_the_rota_and_on_their_record(hannah, carol, sign_in):
    for step in ("met", "shown_round", "fire", "children", "worried"):
        standing.note_step(hannah, step, by=carol)
    do_all_but("induction", hannah, carol)
    shift = ShiftFactory()
    SignupFactory(shift=shift)  # it is beside somebody
    signup = promises.sign_up(shift, by=hannah)
    with time_machine.travel(signup.shift.ends_at + timedelta(hours=1)):
        counting.confirm([signup], came=True, by=carol)
        assert record_of(hannah).shifts == 1
    page = sign_in(carol).get(reverse("volunteers:member", args=[hannah.code])).content.decode()
    assert ("Clear to help" in page, 'value="first_shift"' in page) == (True, True)  # still to be ticked


# -- In the same act ---------------------------------------------------------------------------------
def promised_in(days, user):
    starts_at = clock.now() + timedelta(days=days)
    return SignupFactory(
        shift=ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)), volunteer=user
    )


def test_whose_role_is_taken_by_hand_is_off_the_rota_at_once(dev, ada, sign_in):
    others = promised_in(2, UserFactory(roles=[Role.VOLUNTEER]))
    near, far = promised_in(2, dev), promised_in(40, dev)
    going = GoingFactory(volunteer=dev)
    sign_in(ada).post(reverse("portal:person", args=[dev.code]), {"roles": []})
    assert set(Signup.objects.promised()) == {others}
    assert not Going.objects.standing().filter(pk=going.pk).exists()
    row = Letter.objects.get(kind="shift_not_cleared")
    assert row.about == f"volunteers.signup:{near.pk}"
    assert delivery.KINDS[row.kind](row).context["others"] == [far.shift]


def test_a_refused_check_ends_the_shifts_of_the_next_days_at_once(hannah, carol):
    do_all_but("", hannah, carol)
    near, far = promised_in(2, hannah), promised_in(40, hannah)
    facts = {"issued_on": clock.today(), "next_check_on": day(1000)}
    standing.note_dbs(hannah, DBS | facts | {"is_clear": False}, by=carol)
    assert list(Signup.objects.promised()) == [far]
    assert Letter.objects.get(kind="shift_not_cleared").about == f"volunteers.signup:{near.pk}"


def do_all_but(missing, user, by):
    if missing != "induction":
        for step in STEPS:
            standing.note_step(user, step, by=by)
    if missing != "agreements":
        standing.agree(user)
    if missing != "dbs":
        clear = {"is_clear": missing != "our decision"}
        standing.note_dbs(user, DBS | clear | {"issued_on": day(-5), "next_check_on": day(1000)}, by=by)
    user.refresh_from_db()


@pytest.mark.parametrize("missing", ["", "induction", "agreements", "dbs", "our decision"])
def test_the_role_comes_when_all_is_there_and_not_before(missing, hannah, carol):
    do_all_but(missing, hannah, carol)
    assert hannah.has_role(Role.VOLUNTEER) is (missing == "")


@pytest.mark.parametrize(
    ("days", "may"), [pytest.param(365, True, id="the last day"), pytest.param(366, False, id="the day after")]
)
def test_the_role_goes_when_the_agreements_lapse_and_comes_back_when_renewed(days, may, hannah, carol):
    do_all_but("", hannah, carol)
    with time_machine.travel(clock.now() + timedelta(days=days)):
        standing.refresh_all()
        hannah.refresh_from_db()
        assert hannah.has_role(Role.VOLUNTEER) is may
        standing.agree(hannah)
        hannah.refresh_from_db()
        assert hannah.has_role(Role.VOLUNTEER)


def test_a_new_version_of_a_policy_is_agreed_to_anew(hannah, carol):
    do_all_but("agreements", hannah, carol)
    for policy in POLICIES:
        AgreementFactory(volunteer=hannah, policy=policy.key, version=policy.version - 1)
    assert not standing.refresh(hannah)


def test_a_role_given_by_hand_stays_until_somebody_says_otherwise(dev, carol):
    VolunteerFactory(user=dev, monthly_limit=3)
    standing.refresh_all()
    dev.refresh_from_db()
    assert dev.has_role(Role.VOLUNTEER)
    standing.look_after(dev, by=carol)
    dev.refresh_from_db()
    assert not dev.has_role(Role.VOLUNTEER)
    assert "helping_paused" in kinds(dev)


def test_an_ending_check_is_warned_of_at_sixty_thirty_and_seven_days_and_not_once_it_is_renewed(dev, carol):
    held = standing.note_clearance(dev, "first_aid", since=day(-900), until=day(90), by=carol)
    due = Letter.objects.filter(kind="clearance_ends", to=f"accounts.user:{dev.pk}").order_by("due_at")
    assert [(day(90) - clock.local(letter.due_at).date()).days for letter in due] == [60, 30, 7]
    from volunteers.letters.joining import clearance_ends

    first = due[0]
    with time_machine.travel(first.due_at):
        assert clearance_ends(first).context["until"] == held.until
        standing.note_clearance(dev, "first_aid", since=clock.today(), until=clock.today() + timedelta(900), by=carol)
        assert clearance_ends(first).reason == "renewed"


@pytest.mark.parametrize(
    ("until", "stands"), [pytest.param(1, True, id="counts on the day"), pytest.param(0, False, id="ends before")]
)
def test_a_check_is_looked_at_again_before_the_day_itself(until, stands, dev):
    tomorrow = clock.at(day(1), clock.now().time().replace(hour=10))
    shift = ShiftFactory(starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1), asks_for=["first_aid"])
    ClearanceFactory(volunteer=dev, since=day(-300), until=day(until))
    SignupFactory(shift=shift, volunteer=dev)
    standing.stand_down_the_uncleared()
    assert Signup.objects.promised().exists() is stands
    assert kinds(dev) == ([] if stands else ["shift_not_cleared"])


# -- DBS ---------------------------------------------------------------------------------------------
def test_of_a_dbs_check_only_what_may_be_kept_is_kept(dev, carol):
    standing.note_dbs(dev, DBS | {"issued_on": day(-5), "next_check_on": day(1000)}, by=carol)
    names = {field.name for field in DbsFacts._meta.concrete_fields}
    assert names - {"id", "code", "noted_at", "noted_by", "ended_at", "volunteer", "name"} == {
        "issued_on", "level", "number", "is_clear", "next_check_on",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM volunteers_dbsfacts")
        assert "001234567890" not in cursor.fetchone()[0]
    assert "001234567890" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_dbs_facts_outlive_the_account_and_then_begin_to_run_out(dev):
    DbsFactsFactory(volunteer=dev)
    dev.delete()
    standing.refresh_all()
    assert DbsFacts.objects.get().ended_at is not None


def test_dbs_facts_of_who_keeps_an_account_and_helps_no_more_go_after_six_years(dev, carol):
    standing.note_dbs(dev, DBS | {"issued_on": day(-5), "next_check_on": day(1000)}, by=carol)
    standing.note_dbs(carol, DBS | {"issued_on": day(-5), "next_check_on": day(1000)}, by=carol)
    standing.refresh_all()
    assert not DbsFacts.objects.exclude(ended_at=None).exists()
    type(dev).objects.filter(pk=dev.pk).update(roles=[Role.PARENT])
    standing.refresh_all()
    ended = DbsFacts.objects.get(volunteer=dev).ended_at
    assert ended is not None
    for days, left in ((6 * 365, {dev, carol}), (6 * 366, {carol})):
        with time_machine.travel(ended + timedelta(days=days)):
            for due in retention.everything_due():
                if due.model is DbsFacts:
                    retention._clear(due)
        assert {facts.volunteer for facts in DbsFacts.objects.all()} == left
        assert {held.volunteer for held in Clearance.objects.filter(kind="dbs")} == left


def test_dbs_facts_do_not_run_out_for_who_comes_back_to_help(dev):
    facts = DbsFactsFactory(volunteer=dev, ended_at=clock.now() - timedelta(days=2000))
    standing.refresh_all()
    facts.refresh_from_db()
    assert facts.ended_at is None


# -- Applications and references ---------------------------------------------------------------------
def test_a_reference_is_given_once(carol):
    reference = ReferenceFactory()
    assert applying.ask_referees(reference.application, by=carol) == 1
    assert applying.ask_referees(reference.application, by=carol) == 0
    applying.answer_reference(reference, trusts="yes", known_for="Years", words="Kind")
    with pytest.raises(Refused, match="answered already"):
        applying.answer_reference(reference, trusts="no", known_for="", words="")
    assert (Reference.objects.get().words, Letter.objects.filter(kind="reference_asked").count()) == ("Kind", 1)


@pytest.mark.parametrize(
    ("trusts", "may"),
    [
        pytest.param(["yes", "yes"], True, id="two say yes"),
        pytest.param(["yes", ""], False, id="one is silent"),
        pytest.param(["yes"], False, id="one was named"),
        pytest.param(["yes", "yes", "unsure"], False, id="one is not sure"),
        pytest.param(["no", "yes"], False, id="one says no"),
    ],
)
def test_without_two_people_who_speak_for_somebody_a_welcome_takes_a_reason(trusts, may, carol):
    application = spoken_for(*trusts)
    if not may:
        for why in ("", "  "):
            with pytest.raises(Refused, match="Say why"):
                applying.welcome(application, by=carol, why=why)
        assert Application.objects.get().state == "new"
    applying.welcome(application, by=carol, why="Ten years at our church")
    found = Application.objects.get()
    assert (found.state, found.why_welcomed) == ("welcomed", "" if may else "Ten years at our church")


def test_a_silent_referee_is_reminded_once_and_an_answer_is_told_to_whoever_coordinates(carol):
    first, second = (ReferenceFactory(application=application) for application in [ApplicationFactory()] * 2)
    applying.ask_referees(first.application, by=carol)
    applying.answer_reference(first, trusts="yes", known_for="Years", words="Kind")
    assert kinds(carol) == ["reference_given"]
    given = reference_given(Letter.objects.get(kind="reference_given"))
    assert given.context["waiting"] == 1
    reminders = {row.to: row for row in Letter.objects.filter(kind="reference_reminder")}
    assert {clock.local(row.due_at).date() for row in reminders.values()} == {day(7)}
    asked = {one: reference_reminder(reminders[f"volunteers.reference:{one.pk}"]) for one in (first, second)}
    assert (hasattr(asked[first], "context"), asked[second].to) == (False, second.email)
    applying.decline(first.application, by=carol)
    assert not hasattr(reference_given(Letter.objects.get(kind="reference_given")), "context")
    assert not hasattr(reference_reminder(reminders[f"volunteers.reference:{second.pk}"]), "context")


def test_an_application_is_decided_once(carol):
    application = ApplicationFactory()
    applying.decline(application, by=carol)
    for act in (applying.welcome, applying.decline, applying.ask_referees):
        with pytest.raises(Refused, match="decided on this application already"):
            act(application, by=carol)
    assert Application.objects.get().state == "declined"


@pytest.mark.parametrize("sent", [{}, {"what": "no such thing"}], ids=["nothing", "nonsense"])
def test_nobody_is_turned_down_by_a_form_that_does_not_say_so(sent, carol, sign_in):
    application = ApplicationFactory()
    sign_in(carol).post(reverse("volunteers:decide", args=[application.code]), sent)
    application.refresh_from_db()
    assert application.state == Application.State.NEW


def test_somebody_with_an_account_keeps_it_and_gains_the_way_in(amina, carol):
    user = applying.welcome(spoken_for(email=amina.email.upper()), by=carol)
    assert (user, user.roles) == (amina, [Role.PARENT])
    assert UserFactory._meta.model.objects.filter(email=amina.email).count() == 1
