"""The cast. Amina is Zain's and Noor's parent, Bea another parent, Dev a volunteer, Carol leads and coordinates,
Rita reviews the directory, Ada administers. One factory a model."""

import time
from datetime import time as wall
from datetime import timedelta
from uuid import uuid4

import factory
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from families.models import (
    AboutMe,
    BuddyPair,
    Carer,
    Child,
    Consent,
    Contact,
    Family,
    FirstVisit,
    Helper,
    Home,
    Import,
    Invitation,
    Merge,
    Registration,
    Right,
    Twins,
)
from families.services.finding import refresh
from groupsite.accounts.middleware import SECOND_FACTOR
from groupsite.accounts.models import Naming, User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.portal.models import CalendarKey, Hold, NightlyRun, RightsRequest
from sessions.models import (
    Action,
    Activity,
    Appointment,
    Band,
    Booking,
    BookingState,
    Break,
    Card,
    Clinic,
    Contribution,
    Debrief,
    Enrolment,
    Handout,
    Idea,
    Interest,
    Invite,
    Like,
    Occurrence,
    PartyMember,
    Plan,
    Programme,
    Remark,
    Term,
    Topic,
    Venue,
    Visitor,
)
from sessions.services.booking import book
from sessions.services.courses import enrol
from sessions.services.places import Ask
from signposting.familyhub.keys import key
from signposting.familyhub.normalise import FIELDS, record
from signposting.models import (
    Advice,
    Barrier,
    Comment,
    Correction,
    Deed,
    Doubt,
    Edition,
    FactChange,
    FieldCheck,
    Guide,
    Handed,
    HubPerson,
    Kept,
    LinkCheck,
    Loan,
    NamedPerson,
    Pair,
    Partner,
    Proposal,
    ProviderAsk,
    Report,
    Resource,
    Service,
    SharedEntry,
    SharedList,
    Slip,
    SlipAnswer,
    SlipEntry,
    Source,
    SourceRecord,
    Suggestion,
    SyncRun,
    Synonym,
    Talk,
    Thing,
    Wish,
)
from volunteers.models import (
    Agreement,
    Application,
    Arrival,
    Asking,
    Away,
    Chat,
    Clearance,
    Confidence,
    DbsFacts,
    Enquiry,
    Going,
    InductionStep,
    Leaflet,
    LongAgo,
    Need,
    Outing,
    OutreachPlace,
    Reference,
    Reply,
    Shift,
    Signup,
    SmallJob,
    Story,
    StoryConsent,
    Swap,
    Thanks,
    Training,
    TrainingProvider,
    Volunteer,
    Wait,
    Walk,
    WeekOfHours,
)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class NamingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Naming

    user = factory.SubFactory(UserFactory)
    asked_by = factory.SubFactory(UserFactory)


class AuthenticatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Authenticator

    type = Authenticator.Type.WEBAUTHN
    data = factory.LazyFunction(lambda: {"name": "Phone", "credential": {}, "passwordless": True})


class FamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Family


class CarerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Carer
        skip_postgeneration_save = True

    family = factory.SubFactory(FamilyFactory)
    name = factory.Sequence(lambda n: f"Carer {n}")
    email = factory.Sequence(lambda n: f"carer{n}@example.org")
    is_main = True

    @factory.post_generation
    def findable(self, create, extracted, **kwargs):
        refresh([self.family])


class ChildFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Child
        skip_postgeneration_save = True

    first_name = factory.Sequence(lambda n: f"Child {n}")
    born_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=600))

    @factory.post_generation
    def family(self, create, extracted, **kwargs):
        if extracted:
            Home.objects.create(child=self, family=extracted)
            refresh([extracted])


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    user = factory.SubFactory(UserFactory)


class RightFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Right

    carer = factory.SubFactory(CarerFactory)
    child = factory.SubFactory(ChildFactory)


class HelperFactory(factory.django.DjangoModelFactory):
    """Somebody who helps for another month."""

    class Meta:
        model = Helper

    family = factory.SubFactory(FamilyFactory)
    user = factory.SubFactory(UserFactory, roles=[Role.PARENT])
    name = factory.SelfAttribute("user.name")
    until = factory.LazyFunction(lambda: clock.today() + timedelta(days=30))


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    family = factory.SubFactory(FamilyFactory)
    kind = Invitation.Kind.CARER
    name = "Sam"
    email = factory.Sequence(lambda n: f"invited{n}@example.org")


class AboutMeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AboutMe

    child = factory.SubFactory(ChildFactory)
    loves = "Diggers and bubbles"


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    family = factory.SubFactory(FamilyFactory)
    purpose = "photo_wall"
    version = 1
    words = "You may hang photos of us on the wall of the hall."
    language = "en-gb"
    given = True


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    family = factory.SubFactory(FamilyFactory)
    kind = Contact.Kind.GENTLE
    way = Contact.Way.SPOKE


class FirstVisitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FirstVisit

    family = factory.SubFactory(FamilyFactory)
    visited_on = factory.LazyFunction(clock.today)


class ImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Import

    filename = "families.csv"


class TwinsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Twins

    first = factory.SubFactory(FamilyFactory)
    second = factory.SubFactory(FamilyFactory)


class MergeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Merge

    kept = factory.SubFactory(FamilyFactory)
    gone = factory.SubFactory(FamilyFactory)


class HoldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Hold

    family = factory.SubFactory(FamilyFactory)
    why = "A claim is open."


class RightsRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RightsRequest

    user = factory.SubFactory(UserFactory)
    kind = RightsRequest.Kind.CORRECT
    words = "Our old postcode is still there."
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=20))


class NightlyRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NightlyRun

    stopped = factory.LazyFunction(lambda: {"families.family": 300})


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Hall {n}")
    address = "Church Road, Bristol"
    postcode = "BS5 9AA"
    fire_limit = 60


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Stay and play {n}")
    summary = "Play, songs and a cup of tea."
    venue = factory.SubFactory(VenueFactory)
    weekday = 1
    starts = wall(9, 30)
    ends = wall(11, 0)
    heads_limit = 40
    helpers = 2


class ClinicFactory(factory.django.DjangoModelFactory):
    """A health visitor with one desk, from half past nine to eleven: twenty minutes a baby, ten more to interpret."""

    class Meta:
        model = Clinic

    programme = factory.SubFactory(ProgrammeFactory, kind="clinic", to_months=24)
    run_by = "Maureen Hill"
    minutes = 20
    interpreter_minutes = 10


class BandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Band

    programme = factory.SubFactory(ProgrammeFactory)
    name = "babies under one"
    from_months = 0
    to_months = 12
    limit = 8


class TermFactory(factory.django.DjangoModelFactory):
    """Twelve weeks from a week from now."""

    class Meta:
        model = Term

    name = factory.Sequence(lambda n: f"Term {n}")
    first_day = factory.LazyFunction(lambda: clock.today() + timedelta(days=7))
    last_day = factory.LazyAttribute(lambda term: term.first_day + timedelta(days=83))


class BreakFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Break

    name = "Half-term"
    first_day = factory.LazyFunction(lambda: clock.today() + timedelta(days=42))
    last_day = factory.LazyAttribute(lambda pause: pause.first_day + timedelta(days=6))


class IdeaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Idea

    by = factory.SubFactory(UserFactory)
    what = factory.Sequence(lambda n: f"Buggy walk {n}")
    for_whom = "Babies who do not walk yet"
    when_where = "Friday mornings in the park"


class CalendarKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarKey

    user = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064x}")


class OccurrenceFactory(factory.django.DjangoModelFactory):
    """A session a week from today unless the test says when."""

    class Meta:
        model = Occurrence

    programme = factory.SubFactory(ProgrammeFactory)
    day = factory.LazyFunction(lambda: clock.today() + timedelta(days=7))
    starts_at = factory.LazyAttribute(lambda it: clock.at(it.day, it.programme.starts))
    ends_at = factory.LazyAttribute(lambda it: clock.at(it.day, it.programme.ends))


class BookingFactory(factory.django.DjangoModelFactory):
    """A row as it is, for states the service would not write; tests of booking go through the service."""

    class Meta:
        model = Booking

    occurrence = factory.SubFactory(OccurrenceFactory)
    family = factory.SubFactory(FamilyFactory)
    state = BookingState.BOOKED


class AppointmentFactory(factory.django.DjangoModelFactory):
    """The first time of the day at the first desk unless the test says which."""

    class Meta:
        model = Appointment

    booking = factory.SubFactory(BookingFactory)
    occurrence = factory.SelfAttribute("booking.occurrence")
    desk = 1
    during = factory.LazyAttribute(
        lambda o: DateTimeTZRange(o.occurrence.starts_at, o.occurrence.starts_at + timedelta(minutes=20))
    )


class PartyMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartyMember

    booking = factory.SubFactory(BookingFactory)
    occurrence = factory.SelfAttribute("booking.occurrence")
    carer = factory.SubFactory(CarerFactory, family=factory.SelfAttribute("..booking.family"))


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A household on a course, without its dates; tests of courses go through the service."""

    class Meta:
        model = Enrolment

    programme = factory.SubFactory(ProgrammeFactory, kind="course")
    family = factory.SubFactory(FamilyFactory)
    state = BookingState.BOOKED


class InviteFactory(factory.django.DjangoModelFactory):
    """Asked by the leaders."""

    class Meta:
        model = Invite

    programme = factory.SubFactory(ProgrammeFactory)
    family = factory.SubFactory(FamilyFactory)


class InterestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interest

    programme = factory.SubFactory(ProgrammeFactory, for_parents=True)
    carer = factory.SubFactory(CarerFactory)


class PlanFactory(factory.django.DjangoModelFactory):
    """A draft that families see."""

    class Meta:
        model = Plan

    occurrence = factory.SubFactory(OccurrenceFactory)
    shown = Plan.Shown.DRAFT


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Scarf dance {n}")


class LikeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Like

    activity = factory.SubFactory(ActivityFactory)
    family = factory.SubFactory(FamilyFactory)


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    occurrence = factory.SubFactory(OccurrenceFactory)
    carer = factory.SubFactory(CarerFactory)
    family = factory.SelfAttribute("carer.family")
    kind = Contribution.Kind.STORY
    words = "The Gruffalo"


class RemarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Remark

    plan = factory.SubFactory(PlanFactory)
    family = factory.SubFactory(FamilyFactory)
    words = "More songs, please."


class VisitorFactory(factory.django.DjangoModelFactory):
    """A row as it is; tests of the places it takes go through the service."""

    class Meta:
        model = Visitor

    occurrence = factory.SubFactory(OccurrenceFactory)
    name = factory.Sequence(lambda n: f"Nurse {n}")


class TopicFactory(factory.django.DjangoModelFactory):
    """Shown, so that families may vote for it."""

    class Meta:
        model = Topic

    title = factory.Sequence(lambda n: f"Topic {n}")
    shown_at = factory.LazyFunction(clock.now)


class CardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Card

    title = factory.Sequence(lambda n: f"Card {n}")
    words = "Fill a bottle with rice and shake it."


class HandoutFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Handout

    occurrence = factory.SubFactory(OccurrenceFactory)
    card = factory.SubFactory(CardFactory)


class DebriefFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Debrief

    occurrence = factory.SubFactory(OccurrenceFactory)
    by = factory.SubFactory(UserFactory)
    went_well = "Everybody sang."


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Action

    programme = factory.SubFactory(ProgrammeFactory)
    words = "Buy bubbles"


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    programme = factory.SubFactory(ProgrammeFactory)
    role = factory.Sequence(lambda n: f"Welcome at the door {n}")
    how_many = 1


class ShiftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Shift

    occurrence = factory.SubFactory(OccurrenceFactory)
    role = "Welcome at the door"
    starts_at = factory.LazyAttribute(lambda o: o.occurrence.starts_at)
    ends_at = factory.LazyAttribute(lambda o: o.occurrence.ends_at)
    how_many = 2


class SignupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Signup

    shift = factory.SubFactory(ShiftFactory)
    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])
    during = factory.LazyAttribute(lambda o: DateTimeTZRange(o.shift.starts_at, o.shift.ends_at))


class VolunteerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Volunteer

    user = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])


class AwayFactory(factory.django.DjangoModelFactory):
    """Away all of next month."""

    class Meta:
        model = Away

    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])
    first_day = factory.LazyFunction(lambda: clock.today() + timedelta(days=1))
    last_day = factory.LazyFunction(lambda: clock.today() + timedelta(days=30))


class ClearanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clearance

    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])
    kind = "first_aid"
    until = factory.LazyFunction(lambda: clock.today() + timedelta(days=365))


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    name = factory.Sequence(lambda n: f"Applicant {n}")
    email = factory.Sequence(lambda n: f"applicant{n}@example.org")


class ReferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reference

    application = factory.SubFactory(ApplicationFactory)
    name = factory.Sequence(lambda n: f"Referee {n}")
    email = factory.Sequence(lambda n: f"referee{n}@example.org")


class DbsFactsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DbsFacts

    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])
    name = "Dev"
    level = "enhanced"
    number = "001234567890"
    is_clear = True
    issued_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=10))
    next_check_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=1000))


class InductionStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InductionStep

    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])
    step = "met"


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement

    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])
    policy = "confidentiality"
    version = 1


class SmallJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SmallJob

    occurrence = factory.SubFactory(OccurrenceFactory)
    what = "Wash the cups"
    where = "Kitchen"


class LongAgoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LongAgo

    volunteer = factory.SubFactory(UserFactory)
    kind = "job"
    name = "Tea"
    times = 3
    spent = timedelta(hours=4)
    first_day = factory.LazyFunction(lambda: clock.today() - timedelta(days=800))
    last_day = factory.LazyFunction(lambda: clock.today() - timedelta(days=400))


class ThanksFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Thanks

    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])
    milestone = 1


class WaitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Wait

    shift = factory.SubFactory(ShiftFactory)
    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])


class SwapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Swap

    mine = factory.SubFactory(SignupFactory)
    theirs = factory.SubFactory(SignupFactory)


class AskingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Asking

    shift = factory.SubFactory(ShiftFactory)
    volunteer = factory.SubFactory(UserFactory, roles=[Role.VOLUNTEER])


class EnquiryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enquiry

    name = factory.Sequence(lambda n: f"Helper {n}")
    email = factory.Sequence(lambda n: f"helper{n}@example.org")
    message = "I am free on Tuesdays."


class ReplyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reply

    enquiry = factory.SubFactory(EnquiryFactory)
    words = "Come on Tuesday."


class OutreachPlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutreachPlace

    name = factory.Sequence(lambda n: f"Library {n}")
    kind = "library"


class OutingFactory(factory.django.DjangoModelFactory):
    """Next week, from ten to twelve."""

    class Meta:
        model = Outing

    place = factory.SubFactory(OutreachPlaceFactory)
    starts_at = factory.LazyFunction(lambda: clock.at(clock.today() + timedelta(days=7), wall(10)))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))


class GoingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Going

    outing = factory.SubFactory(OutingFactory)
    volunteer = factory.SubFactory(UserFactory, roles=[Role.CHAMPION])
    during = factory.LazyAttribute(lambda o: DateTimeTZRange(o.outing.starts_at, o.outing.ends_at))


class WalkFactory(factory.django.DjangoModelFactory):
    """A family asks for company to its first session."""

    class Meta:
        model = Walk

    booking = factory.SubFactory(BookingFactory)
    occurrence = factory.LazyAttribute(lambda o: o.booking.occurrence)
    parent = factory.SubFactory(UserFactory, roles=[Role.PARENT])


class LeafletFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Leaflet

    word = factory.Sequence(lambda n: f"card{n}")
    place = factory.SubFactory(OutreachPlaceFactory)


class ArrivalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Arrival

    code = factory.LazyFunction(uuid4)
    week = factory.LazyFunction(lambda: clock.today() - timedelta(days=clock.today().weekday()))
    via = "card"


class StoryFactory(factory.django.DjangoModelFactory):
    """Approved; where it may be shown the test says."""

    class Meta:
        model = Story

    author = factory.SubFactory(UserFactory, roles=[Role.PARENT])
    service = factory.SubFactory("tests.cast.ServiceFactory")
    words = "I was afraid to go in, and they made us tea."
    state = "approved"
    decided_at = factory.LazyFunction(clock.now)


class StoryConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoryConsent

    story = factory.SubFactory(StoryFactory)
    where = "service"


class ChatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Chat

    key = factory.LazyFunction(uuid4)
    by = factory.SubFactory(UserFactory, roles=[Role.CHAMPION])
    kind = "brief"
    happened_at = factory.LazyFunction(clock.now)


class WeekOfHoursFactory(factory.django.DjangoModelFactory):
    """This week."""

    class Meta:
        model = WeekOfHours

    volunteer = factory.SubFactory(UserFactory, roles=[Role.CHAMPION])
    monday = factory.LazyFunction(lambda: clock.today() - timedelta(days=clock.today().weekday()))
    planned = 3


class ConfidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Confidence

    volunteer = factory.SubFactory(UserFactory, roles=[Role.CHAMPION])
    months = 0
    due_on = factory.LazyFunction(clock.today)


class TrainingProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrainingProvider

    name = factory.Sequence(lambda n: f"Trainers {n}")


class TrainingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Training

    person = factory.SubFactory(UserFactory, roles=[Role.LEADER])
    title = factory.Sequence(lambda n: f"Course {n}")
    done_on = factory.LazyFunction(clock.today)


def bring(occurrence, who, *, wait=True, by=None, **fields):
    """All of somebody's household asks for a place: booked, or waiting when it is full."""
    family = who if isinstance(who, Family) else who.carer.family
    people = {"children": list(family.children.order_by("pk")), "adults": list(family.carers.order_by("pk"))}
    return book(occurrence, family, **(people | fields), by=by or who, wait=wait)


def course(weeks=3, *, first=7, **programme):
    """A course of so many weeks; the first date is a week from today unless the test says when."""
    programme = ProgrammeFactory(kind="course", **programme)
    for week in range(weeks):
        OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=first + 7 * week))
    return programme


def join(programme, who, *, wait=True, by=None, **fields):
    """All of somebody's household asks for a place on a course: on it, or waiting when it is full."""
    family = who if isinstance(who, Family) else who.carer.family
    people = {"children": list(family.children.order_by("pk")), "adults": list(family.carers.order_by("pk"))}
    return enrol(programme, Ask(family, wait=wait, **(people | fields)), by=by or who)


class BuddyPairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BuddyPair

    newcomer = factory.SubFactory(FamilyFactory)
    buddy = factory.SubFactory(FamilyFactory)


def facts(**raw):
    """What we make of a record that says this much."""
    return record({"name": "Stay and Play", "status": "active", **raw}, at=clock.now()).facts


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Hub {n}")
    url = factory.Sequence(lambda n: f"https://hub{n}.example.org/api")
    licence = "OGL-3.0"


class SyncRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SyncRun

    source = factory.SubFactory(SourceFactory)
    finished_at = factory.LazyFunction(clock.now)
    outcome = "complete"


class ServiceFactory(factory.django.DjangoModelFactory):
    """A listed service; facts given by name go over those of an ordinary one."""

    class Meta:
        model = Service

    state = "listed"
    listed_at = factory.LazyFunction(clock.now)

    @classmethod
    def _create(cls, model, *args, **kwargs):
        given = {name: kwargs.pop(name) for name in list(kwargs) if name in FIELDS}
        service = model(*args, **kwargs)
        service.tell(facts() | given)
        service.save()
        return service


class KeptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Kept

    user = factory.SubFactory(UserFactory)
    service = factory.SubFactory(ServiceFactory)


class SharedEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SharedEntry

    shared = factory.LazyFunction(SharedList.objects.create)
    service = factory.SubFactory(ServiceFactory)
    place = factory.Sequence(lambda n: n % 1000)


class SynonymFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Synonym

    terms = factory.Sequence(lambda n: [f"swing {n}", f"roundabout {n}"])


class AdviceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Advice

    words = "Try a cup"
    source = "The health visitor"


class BarrierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Barrier

    service = factory.SubFactory(ServiceFactory)
    kind = "cost"
    user = factory.SubFactory(UserFactory)


class GuideFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guide
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"guide-{n}")
    title = "How to register a birth"
    review_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Partner {n}")
    kind = "charity"
    agreement = "They lend us the hall."
    review_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))


class ResourceFactory(factory.django.DjangoModelFactory):
    """A leaflet in the library, with one edition and no file."""

    class Meta:
        model = Resource
        skip_postgeneration_save = True

    kind = "leaflet"
    title = factory.Sequence(lambda n: f"Leaflet {n}")
    about = "sleep"
    words = "Put your baby on their back."
    source = "NHS"
    review_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))

    @factory.post_generation
    def edition(self, create, extracted, **kwargs):
        EditionFactory(resource=self, words=self.words)


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Edition

    resource = factory.SubFactory(ResourceFactory)
    number = factory.LazyAttribute(lambda made: made.resource.editions.count() + 1)
    words = "Put your baby on their back."


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    resource = factory.SubFactory(ResourceFactory)
    words = "It helped us."


class HandedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Handed

    resource = factory.SubFactory(ResourceFactory)
    family = factory.SubFactory(FamilyFactory)


class ThingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Thing

    name = factory.Sequence(lambda n: f"Wooden train {n}")
    kind = "toy"


class LoanFactory(factory.django.DjangoModelFactory):
    """Out for a fortnight."""

    class Meta:
        model = Loan

    thing = factory.SubFactory(ThingFactory)
    family = factory.SubFactory(FamilyFactory)
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=14))


class WishFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Wish

    thing = factory.SubFactory(ThingFactory)
    family = factory.SubFactory(FamilyFactory)


class NamedPersonFactory(factory.django.DjangoModelFactory):
    """A health visitor who is here on Tuesdays, and agreed to be named."""

    class Meta:
        model = NamedPerson

    name = factory.Sequence(lambda n: f"Jo Green {n}")
    kind = "health_visitor"
    days = ["TU"]
    hours = "9:30am to 11am"
    agreed_at = factory.LazyFunction(clock.now)
    agreed_how = "said"
    review_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))


def internal_entry(**facts):
    """An entry that is ours alone."""
    return ServiceFactory(
        **{"state": "internal", "use": "repairs", "due_on": clock.today() + timedelta(days=90)} | facts
    )


class SourceRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SourceRecord

    source = factory.SubFactory(SourceFactory)
    hub_id = factory.Sequence(lambda n: f"S{n}")
    service = factory.SubFactory(ServiceFactory, origin=factory.SelfAttribute("..source"))
    theirs = factory.LazyAttribute(lambda row: row.service.facts())
    base = factory.LazyAttribute(lambda row: row.service.facts())


class ProposalFactory(factory.django.DjangoModelFactory):
    """The hub has a new phone number."""

    class Meta:
        model = Proposal

    record = factory.SubFactory(SourceRecordFactory)
    service = factory.SelfAttribute("record.service")
    field = "phones"
    theirs = ["0117 496 0999"]
    theirs_key = factory.LazyAttribute(lambda row: key(row.field, row.theirs))


class FieldCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FieldCheck

    service = factory.SubFactory(ServiceFactory)
    field = "phones"
    at = factory.LazyFunction(clock.now)
    how = "phone"


class FactChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FactChange

    service = factory.SubFactory(ServiceFactory)
    field = "phones"
    before = factory.LazyFunction(list)
    after = factory.LazyFunction(lambda: ["0117 496 0100"])


class DoubtFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Doubt

    service = factory.SubFactory(ServiceFactory)
    field = "phones"
    kind = "report"


class LinkCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LinkCheck

    service = factory.SubFactory(ServiceFactory)
    url = "https://example.org/group"
    checked_at = factory.LazyFunction(clock.now)
    outcome = "ok"


class ProviderAskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProviderAsk

    service = factory.SubFactory(ServiceFactory)
    email = "hello@tots.example"


class CorrectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Correction

    service = factory.SubFactory(ServiceFactory)
    field = "phones"
    value = ["0117 496 0999"]


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Report

    service = factory.SubFactory(ServiceFactory)
    topic = "closed"
    reporter = factory.Sequence(lambda n: f"reporter {n}")


class SuggestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Suggestion

    name = factory.Sequence(lambda n: f"Place {n}")
    user = factory.SubFactory(UserFactory)


class SlipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Slip

    family = factory.SubFactory(FamilyFactory)
    way = "email"


class SlipEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SlipEntry

    slip = factory.SubFactory(SlipFactory)
    service = factory.SubFactory(ServiceFactory)
    place = 1


class SlipAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SlipAnswer

    entry = factory.SubFactory(SlipEntryFactory)
    round = 2
    how = "went"


class DeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deed

    kind = "service"
    about = factory.LazyFunction(uuid4)
    title = "Stay and Play"


class HubPersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HubPerson

    name = "Morgan Hale"
    role = "Looks after groups"
    phone = "0117 496 0181"


class TalkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Talk

    words = "We asked for the times of the spring."
    follow_up_on = factory.LazyFunction(clock.today)


class PairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pair

    kind = "duplicate"
    first = factory.SubFactory(SourceRecordFactory)
    second = factory.SubFactory(SourceRecordFactory)
    reasons = ["name", "place"]


def parent(name, *children, **fields):
    """A parent with a sign-in and children given as (name, months old)."""
    user = UserFactory(name=name, email=f"{name.lower()}@example.org", roles=[Role.PARENT])
    carer = CarerFactory(user=user, name=name, email=user.email, family=FamilyFactory(**fields))
    for first_name, months in children:
        ChildFactory(
            first_name=first_name, born_on=clock.today() - timedelta(days=round(months * 30.44)), family=carer.family
        )
    return user


def person(name, *roles):
    """Somebody with a sign-in and roles."""
    return UserFactory(name=name, email=f"{name.lower()}@example.org", roles=list(roles))


@pytest.fixture
def early():
    """Nine o'clock: what is on today has not begun, at whatever hour the tests run."""
    with time_machine.travel(clock.at(clock.today(), wall(9)), tick=True) as now:
        yield now


@pytest.fixture
def amina(db):
    return parent("Amina", ("Zain", 30), ("Noor", 7))


@pytest.fixture
def bea(db):
    return parent("Bea", ("Theo", 20))


@pytest.fixture
def dev(db):
    return person("Dev", Role.VOLUNTEER)


@pytest.fixture
def carol(db):
    return person("Carol", Role.LEADER, Role.COORDINATOR)


@pytest.fixture
def rita(db):
    return person("Rita", Role.REVIEWER)


@pytest.fixture
def ada(db):
    return person("Ada", Role.ADMINISTRATOR)


def prove(session):
    """As the sign-in library notes it when somebody has just shown who they are."""
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]


def client_of(user):
    """A browser of this person's own, just signed in."""
    client = Client()
    client.force_login(user)
    session = client.session
    prove(session)
    session.save()
    return client


def phone_of(user):
    """The same of somebody of our staff, who has shown a second factor, too."""
    client = client_of(user)
    session = client.session
    session[SECOND_FACTOR] = int(time.time())
    session.save()
    return client


@pytest.fixture
def sign_in(client):
    """Sign somebody in just now; staff have shown their second factor unless the test says otherwise."""

    def _sign_in(user, *, second_factor=True, fresh=True):
        client.force_login(user)
        session = client.session
        if second_factor:
            session[SECOND_FACTOR] = int(time.time())
        if fresh:
            prove(session)
        session.save()
        return client

    return _sign_in
