"""A page costs the same queries however much there is to show: nobody has to remember to test for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import BuddyPair
from groupsite.kit import clock
from sessions.models import Attendance
from tests.cast import (
    AgreementFactory,
    ApplicationFactory,
    AppointmentFactory,
    ArrivalFactory,
    AskingFactory,
    AwayFactory,
    BandFactory,
    BookingFactory,
    BreakFactory,
    BuddyPairFactory,
    CarerFactory,
    ChatFactory,
    ChildFactory,
    ClearanceFactory,
    CorrectionFactory,
    DbsFactsFactory,
    DoubtFactory,
    EnquiryFactory,
    EnrolmentFactory,
    FactChangeFactory,
    FamilyFactory,
    FieldCheckFactory,
    FirstVisitFactory,
    GoingFactory,
    HelperFactory,
    InductionStepFactory,
    InterestFactory,
    InvitationFactory,
    InviteFactory,
    KeptFactory,
    MergeFactory,
    NeedFactory,
    OccurrenceFactory,
    OutingFactory,
    OutreachPlaceFactory,
    PairFactory,
    PartyMemberFactory,
    ProgrammeFactory,
    ProposalFactory,
    ReferenceFactory,
    ReplyFactory,
    ReportFactory,
    ServiceFactory,
    SharedEntryFactory,
    ShiftFactory,
    SignupFactory,
    SlipAnswerFactory,
    SlipEntryFactory,
    SmallJobFactory,
    SourceFactory,
    StoryConsentFactory,
    SuggestionFactory,
    SwapFactory,
    SyncRunFactory,
    SynonymFactory,
    TermFactory,
    TrainingFactory,
    TrainingProviderFactory,
    TwinsFactory,
    UserFactory,
    VenueFactory,
    VolunteerFactory,
    WaitFactory,
    WalkFactory,
    WeekOfHoursFactory,
    bring,
    course,
)
from tests.house.addresses import every_address
from tests.house.test_access import url_of
from tests.inside import more_inside
from tests.places import Cast, slip_entry
from tests.shelves import more_on_the_shelves
from volunteers.rules.standing import STEPS

ADDRESSES = every_address()
FEW, MANY = 3, 6


@pytest.fixture
def cast(amina, carol):
    return Cast(amina, carol)


def more_about_households(family):
    """Somebody helps, somebody is asked in; a pair looks like one family, and another pair was made one."""
    HelperFactory(family=family)
    InvitationFactory(family=family)
    one, other = CarerFactory().family, CarerFactory().family
    TwinsFactory(first=one, second=other)
    MergeFactory(kept=one, gone=FamilyFactory(merged_into=one))


def crowd(cast, dev, first, last):
    """One more of everything for each number, in the same session, family, rota and directory that the pages show."""
    session = cast.once("session", OccurrenceFactory)
    for n in range(first, last):
        family = CarerFactory(family__wants_friendly_face=n % 2 == 0, family__offers_friendly_face=n % 2 == 1).family
        booking = BookingFactory(occurrence=session, family=family)
        PartyMemberFactory(booking=booking, carer=family.carers.get())
        child = ChildFactory(family=family, allergies="Egg", allergy_action="Ring me")
        PartyMemberFactory(booking=booking, carer=None, child=child)
        ChildFactory(family=cast.amina.carer.family, born_on=clock.today() - timedelta(days=500 + n))
        soon = OccurrenceFactory(programme=session.programme, day=clock.today() + timedelta(days=8 + n))
        bring(soon, cast.amina)
        _courses(cast, session.programme, family)
        SignupFactory(shift=ShiftFactory(occurrence=soon), volunteer=dev)
        SignupFactory(shift=ShiftFactory(occurrence=session))
        ShiftFactory(occurrence=soon, role=f"Tea {n}")
        NeedFactory(programme=session.programme)
        EnquiryFactory()
        ReplyFactory(enquiry=cast.once("enquiry", EnquiryFactory))
        _arranging(cast, dev, soon, n)
        _outreach(dev)
        _timetable(cast, n)
        _appointment(cast, n)
        more_inside(cast, n, dev)
        BuddyPairFactory(newcomer=family, state=BuddyPair.State.PROPOSED, stuck_at=clock.now() if n % 2 else None)
        longer_away = clock.today() - timedelta(weeks=8, days=n)
        away = CarerFactory(family__joined_at=clock.now() - timedelta(days=600)).family
        BookingFactory(occurrence__day=longer_away, family=away, attendance=Attendance.CAME)
        ChildFactory(family=away, born_on=clock.today() - timedelta(days=5 * 365 + 8))
        FirstVisitFactory(family=family, answer="mixed", answered_at=clock.now())
        more_about_households(cast.amina.carer.family)
        _directory(cast, n)


def _directory(cast, n):
    """More checks and doubts of the service that is shown, more runs of the feed, more on the desk."""
    more_on_the_shelves(cast, n)
    StoryConsentFactory(story__service=cast.once("service", ServiceFactory), story__author=cast.amina)
    service, field = cast.once("service", ServiceFactory), ("name", "url", "email", "status", "free", "alert")[n]
    FieldCheckFactory(service=service, field=field)
    DoubtFactory(service=service, field=field)
    FactChangeFactory(service=service)
    ServiceFactory(flag="stale", step="warned", warned_at=clock.now(), due_on=clock.today(), owner=cast.carol)
    slip = SlipEntryFactory(slip__family=cast.amina.carer.family, service=service).slip
    SlipAnswerFactory(entry=SlipEntryFactory(slip=slip, place=2), how="could_not", barrier="full")
    SlipAnswerFactory(entry=SlipEntryFactory(slip=slip_entry(cast).slip, place=n % 5 + 1))
    CorrectionFactory()
    ReportFactory(service=service, user=cast.amina)
    SuggestionFactory(user=cast.amina, service=ServiceFactory(description="Counselling"))
    SyncRunFactory(source=cast.once("source", SourceFactory))
    ProposalFactory()
    PairFactory()
    SynonymFactory()
    KeptFactory(user=cast.amina, service=ServiceFactory())
    SharedEntryFactory(shared=cast.once("shared", SharedEntryFactory).shared)


def _outreach(dev):
    """Chats of Dev's, at more places, about more services, and more people to see again."""
    due = {"follow_up_on": clock.today(), "kind": "visit"}
    chat = ChatFactory(by=dev, place=OutreachPlaceFactory(), topics=["sleep"], barriers=["cost"], **due)
    chat.services.add(ServiceFactory())
    outing = GoingFactory().outing
    later = outing.starts_at + timedelta(days=1 + chat.pk % 40, minutes=chat.pk % 7)
    GoingFactory(outing=outing)
    GoingFactory(volunteer=dev, outing=OutingFactory(starts_at=later, place=outing.place))
    WalkFactory()
    WalkFactory(champion=dev, meeting="By the post box", agreed_at=clock.now())
    ArrivalFactory(place=chat.place)
    ArrivalFactory(champion=UserFactory())
    StoryConsentFactory(where="stories")
    WeekOfHoursFactory(volunteer__roles=["champion"])
    TrainingFactory(person=dev, provider=TrainingProviderFactory())


def _arranging(cast, dev, soon, n):
    """Who swaps, waits, is asked and is away, of Dev and of Amina, and for the gap that is shown."""
    gap = cast.once("gap", ShiftFactory)
    AskingFactory(shift=gap)
    ReferenceFactory(application=cast.once("application", lambda: ApplicationFactory(email=cast.amina.email)))
    ReferenceFactory(answered_at=clock.now(), trusts="yes")
    SmallJobFactory(occurrence=cast.once("session", OccurrenceFactory))
    past = OccurrenceFactory(programme=soon.programme, day=clock.today() - timedelta(days=2 + n))
    SignupFactory(shift__occurrence=past)
    SignupFactory(shift__occurrence=past, volunteer=dev, came=True, confirmed_at=clock.now())
    member = cast.once("member", lambda: VolunteerFactory(user__email="member@example.org")).user
    for whose in (member, UserFactory(name=f"Helper {n}", roles=["volunteer"])):
        ClearanceFactory(volunteer=whose)
        DbsFactsFactory(volunteer=whose)
        AgreementFactory(volunteer=whose)
        InductionStepFactory(volunteer=whose, step=list(STEPS)[n])
    SignupFactory(shift__occurrence=soon, volunteer=UserFactory())
    for who in (dev, cast.amina):
        AskingFactory(volunteer=who)
        WaitFactory(volunteer=who)
        AwayFactory(volunteer=who, last_day=clock.today() + timedelta(days=2 + n))
        later = clock.now() + timedelta(days=400 + n)
        shift = ShiftFactory(starts_at=later, ends_at=later + timedelta(hours=1))
        SwapFactory(theirs=SignupFactory(shift=shift, volunteer=who))


def _appointment(cast, n):
    """One more family at the clinic, at a desk of its own; one more date with times that are free."""
    url_of(next(address for address in ADDRESSES if address.name == "sessions:change_time"), cast)
    date = cast.once("clinic date", None)
    booking = BookingFactory(occurrence=date, family=CarerFactory().family)
    AppointmentFactory(booking=booking, desk=n + 5)
    PartyMemberFactory(booking=booking, carer=booking.family.carers.get())
    OccurrenceFactory(programme=date.programme, day=date.day + timedelta(days=n + 1))


def _timetable(cast, n):
    """More groups, each with leaders and dates; more halls, terms and breaks; more dates of the group that is shown."""
    group, carol = cast.once("group", lambda: ProgrammeFactory(term_time=True)), cast.carol
    group.leaders.add(UserFactory())
    BandFactory(programme=group)
    other = ProgrammeFactory(term_time=True, weekday=n, venue=VenueFactory())
    other.leaders.add(carol)
    for programme in (group, other):
        BookingFactory(occurrence=OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=n)))
    BreakFactory(first_day=clock.today() + timedelta(days=30 + n))
    TermFactory(first_day=clock.today() + timedelta(days=100 * (n + 2)))


def _courses(cast, group, family):
    """One more household on the course that is shown, which has one date more; more asked to a group."""
    shown = cast.once("course", course)
    row = BookingFactory(
        occurrence=OccurrenceFactory(programme=shown, day=clock.today() + timedelta(days=200 + family.pk % 500)),
        family=family,
        enrolment=EnrolmentFactory(programme=shown, family=family),
    )
    PartyMemberFactory(booking=row, carer=family.carers.get())
    EnrolmentFactory(programme=group, family=family)
    InviteFactory(programme=cast.once("group", lambda: ProgrammeFactory(term_time=True)), family=family)
    InterestFactory()


def costs(client, cast):
    """How many queries each address takes for whoever is signed in."""
    spent = {}
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of(address, cast))
        spent[address.name] = len(queries)
    return spent


def growing(before, after):
    return {name: (before[name], after[name]) for name in before if after[name] > before[name]}


@pytest.mark.no_cover
@pytest.mark.parametrize("who", ["nobody", "amina", "dev", "carol", "rita", "ada"])
def test_pages_cost_the_same_however_much_there_is(who, request, cast, dev, client, sign_in):
    if who != "nobody":
        sign_in(request.getfixturevalue(who))
    crowd(cast, dev, 0, FEW)
    costs(client, cast)  # whatever is asked for once and kept
    few = costs(client, cast)
    crowd(cast, dev, FEW, MANY)
    assert growing(few, costs(client, cast)) == {}


def test_a_page_that_asks_once_a_row_is_noticed(cast, dev, client, sign_in, carol, monkeypatch):
    """The planted fault: the register asks for each family by itself."""

    def costly(client, cast):
        with CaptureQueriesContext(connection) as queries:
            for booking in cast.once("session", OccurrenceFactory).bookings.all():
                assert booking.family.pk
        return {"planted": len(queries)}

    crowd(cast, dev, 0, FEW)
    few = costly(client, cast)
    crowd(cast, dev, FEW, MANY)
    assert growing(few, costly(client, cast)) == {"planted": (FEW + 1, MANY + 1)}
