"""Where each address leads in the tests: every view name that needs arguments has a line that makes them.

The objects are Amina's (or the house's), so walking them as Bea must end in a 404 unless the address is in SHARED.
House tests and browser tests both walk this table; an address without its line fails them.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from families.rules.invitations import token_of
from groupsite.kit import clock
from groupsite.portal.feeds import keys
from sessions import rules
from sessions.models import Attendance, Draw, Lot
from sessions.services.several import book_dates
from signposting.models import Label
from signposting.rules.asking import token_of as provider_token
from tests.cast import (
    ApplicationFactory,
    AskingFactory,
    AuthenticatorFactory,
    AwayFactory,
    BookingFactory,
    BreakFactory,
    BuddyPairFactory,
    CarerFactory,
    ChatFactory,
    ChildFactory,
    ClinicFactory,
    ConfidenceFactory,
    CorrectionFactory,
    DeedFactory,
    EnquiryFactory,
    FamilyFactory,
    FirstVisitFactory,
    GoingFactory,
    HelperFactory,
    HoldFactory,
    IdeaFactory,
    ImportFactory,
    InterestFactory,
    InvitationFactory,
    InviteFactory,
    LeafletFactory,
    MergeFactory,
    NamingFactory,
    NeedFactory,
    NightlyRunFactory,
    OccurrenceFactory,
    OutingFactory,
    OutreachPlaceFactory,
    PairFactory,
    PartyMemberFactory,
    ProgrammeFactory,
    ProposalFactory,
    ProviderAskFactory,
    ReferenceFactory,
    RegistrationFactory,
    ReportFactory,
    RightsRequestFactory,
    ServiceFactory,
    SharedEntryFactory,
    ShiftFactory,
    SignupFactory,
    SlipEntryFactory,
    SlipFactory,
    SourceFactory,
    StoryFactory,
    SuggestionFactory,
    SwapFactory,
    SyncRunFactory,
    SynonymFactory,
    TalkFactory,
    TermFactory,
    TwinsFactory,
    UserFactory,
    VenueFactory,
    VolunteerFactory,
    WaitFactory,
    WalkFactory,
    bring,
    course,
    facts,
    join,
    person,
)
from tests.inside import INSIDE, INSIDE_SHARED
from tests.shelves import SHELVES, SHELVES_SHARED
from volunteers.queries.joining import token_of as reference_token
from volunteers.rules.links import digest
from volunteers.rules.today import token_of as today_token


def _passkey(cast):
    return {"pk": cast.once("passkey", lambda: AuthenticatorFactory(user=UserFactory())).pk}


ALLERGY = {"allergies": "Egg", "allergy_action": "Keep away from eggs. Ring me."}
ANSWERS = {
    "name": "Carol",
    "phone": "+447700900123",
    "area": "BS5",
    "everyone": True,
    "friend": True,
    "languages": ["en", "cy"],
    "needs": {},
    "heard": ["library"],
}


def _child_in_a_draft(cast):
    child = {
        "code": str(uuid4()),
        "first_name": "Leo",
        "last_name": "",
        "born_on": "2025-01-31",
        "helps": "",
        **ALLERGY,
    }
    cast.once("draft", lambda: RegistrationFactory(user=cast.carol, answers=ANSWERS | {"children": [child]}))
    return {"code": UUID(cast.once("draft", None).answers["children"][0]["code"])}


def _zain(cast):
    children = cast.amina.carer.family.children
    return {"code": cast.once("zain", lambda: children.order_by("pk").first()).code}  # who may leave on the way


def _aminas(cast):
    return {"code": cast.amina.carer.family.code}


def _signup(cast):
    return {"code": cast.once("signup", lambda: SignupFactory(volunteer=cast.helper)).code}


def _swap(cast):
    _signup(cast)
    return {"code": cast.once("swap", lambda: SwapFactory(theirs=cast.once("signup", None))).code}


def _asked_swap(cast):
    _signup(cast)
    return {"code": cast.once("asked swap", lambda: SwapFactory(mine=cast.once("signup", None))).code}


def _asking(cast):
    return {"code": cast.once("asking", lambda: AskingFactory(volunteer=cast.helper)).code}


def _feed(cast):
    cast.once("feed", lambda: VolunteerFactory(user=person("Vera", "volunteer"), feed=digest("a-secret-of-vera")))
    return {"token": "a-secret-of-vera"}


def _reference(cast):
    asked = {"asked_at": clock.now()}
    return {"token": reference_token(cast.once("reference", lambda: ReferenceFactory(**asked)))}


def _application(cast):
    return {"code": cast.once("application", lambda: ApplicationFactory(email=cast.amina.email)).code}


def _member(cast):
    return {"code": cast.once("member", lambda: VolunteerFactory(user__email="member@example.org")).user.code}


def _to_follow_up(cast):
    due = {"by": cast.helper, "follow_up_on": clock.today()}
    return {"code": cast.once("chat", lambda: ChatFactory(**due)).code}


def _walk(cast):
    brings = {"champion": cast.helper, "parent": cast.amina, "meeting": "By the post box"}
    return {"code": cast.once("walk", lambda: WalkFactory(**brings)).code}


def _walk_over(champion):
    over = OccurrenceFactory(day=clock.today() - timedelta(days=2))
    row = BookingFactory(occurrence=over)
    return WalkFactory(booking=row, champion=champion, meeting="By the post box", agreed_at=clock.now())


VOLUNTEERS = {
    **dict.fromkeys([f"volunteers:{name}" for name in ("walk", "agree_walk", "stop_walk", "come")], _walk),
    "volunteers:ask_walk": lambda cast: {
        "code": cast.once("somewhere new", lambda: bring(OccurrenceFactory(), cast.amina)).code,
    },
    "volunteers:take_walk": lambda cast: {
        "code": cast.once(
            "offered walk",
            lambda: WalkFactory(
                booking=None,
                parent=None,
                occurrence=OccurrenceFactory(),
                champion=cast.helper,
                meeting="By the post box",
            ),
        ).code,
    },
    "volunteers:went": lambda cast: {"code": cast.once("walk that is over", lambda: _walk_over(cast.helper)).code},
    "volunteers:followed_up": _to_follow_up,
    "volunteers:confidence": lambda cast: {
        "code": cast.once("sure", lambda: ConfidenceFactory(volunteer=cast.helper)).code,
    },
    **dict.fromkeys(["volunteers:correct_chat", "volunteers:delete_chat"], _to_follow_up),
    **dict.fromkeys(
        ["volunteers:go", "volunteers:call_off_outing"],
        lambda cast: {"code": cast.once("outing", OutingFactory).code},
    ),
    **dict.fromkeys(
        ["volunteers:stay_at_home", "volunteers:outing_stand_in"],
        lambda cast: {"code": cast.once("going", lambda: GoingFactory(volunteer=cast.helper)).code},
    ),
    "volunteers:came_by": lambda cast: {"word": cast.once("leaflet", LeafletFactory).word},
    "volunteers:place_card": lambda cast: {"code": cast.once("library", OutreachPlaceFactory).code},
    "volunteers:tell_story": lambda cast: {"code": cast.once("service", ServiceFactory).code},
    **dict.fromkeys(
        ["volunteers:story_where", "volunteers:delete_story"],
        lambda cast: {"code": cast.once("story", lambda: StoryFactory(author=cast.amina)).code},
    ),
    "volunteers:close_place": lambda cast: {"code": cast.once("library", OutreachPlaceFactory).code},
    "volunteers:help_today": lambda cast: {"token": today_token(cast.once("session", OccurrenceFactory))},
    "volunteers:reference": _reference,
    **dict.fromkeys(["volunteers:application", "volunteers:decide"], _application),
    **dict.fromkeys([f"volunteers:{name}" for name in ("member", "step", "clearance", "dbs")], _member),
    **dict.fromkeys([f"volunteers:{name}" for name in ("mine", "withdraw", "stand_in", "repeat", "swap")], _signup),
    **dict.fromkeys(["volunteers:asked_to_swap", "volunteers:answer_swap"], _swap),
    "volunteers:take_back_swap": _asked_swap,
    **dict.fromkeys(["volunteers:asked", "volunteers:answer_asking"], _asking),
    "volunteers:stop_waiting": lambda cast: {
        "code": cast.once("wait", lambda: WaitFactory(volunteer=cast.helper)).code,
    },
    "volunteers:back": lambda cast: {"code": cast.once("gone", lambda: AwayFactory(volunteer=cast.helper)).code},
    "volunteers:feed": _feed,
    **dict.fromkeys(
        [f"volunteers:{name}" for name in ("fill", "ask", "how_many", "not_needed")],
        lambda cast: {"code": cast.once("gap", ShiftFactory).code},
    ),
}


def _need(cast):
    return {"code": cast.once("need", NeedFactory).code}


def _enquiry(cast):
    return {"code": cast.once("enquiry", EnquiryFactory).code}


def _waiting_newcomer(cast):
    """Somebody asks for a friendly face, and somebody who has been before is one."""
    speaks = {"family__languages": ["en"]}
    cast.once("offer", lambda: _has_been(CarerFactory(family__offers_friendly_face=True, **speaks).family))
    return {"code": cast.once("ask", lambda: CarerFactory(family__wants_friendly_face=True, **speaks)).family.code}


def _has_been(family):
    return [BookingFactory(family=family, attendance=Attendance.CAME) for _ in range(2)]


def _buddy_pair(cast):
    family = cast.amina.carer.family
    return {"code": cast.once("pair", lambda: BuddyPairFactory(newcomer=family)).code}
    return {"code": cast.once("buddy pair", lambda: BuddyPairFactory(newcomer=family)).code}


def _adult_without_sign_in(cast):
    return {"code": cast.once("gran", lambda: CarerFactory(family=cast.amina.carer.family, is_main=False)).code}


def _adult_with_sign_in(cast):
    family = cast.amina.carer.family
    return {"code": cast.once("sara", lambda: CarerFactory(family=family, is_main=False, user=UserFactory())).code}


def _twins(cast):
    families = [
        cast.amina.carer.family,
        cast.once("twin", lambda: CarerFactory(name="Amina", phone="+447700900999").family),
    ]
    first, second = sorted(families, key=lambda family: family.pk)
    made = {"first": first, "second": second, "reasons": ["phone", "called"], "score": 60}
    return {"code": cast.once("twins", lambda: TwinsFactory(**made)).code}


def _merge(cast):
    def merged():
        kept = CarerFactory().family
        return MergeFactory(kept=kept, gone=FamilyFactory(merged_into=kept))

    return {"code": cast.once("merge", merged).code}


def _protected(cast):
    return {"code": cast.once("hidden", lambda: CarerFactory(address="1 Quiet Lane")).code}


def _invitation(cast):
    made = {"family": cast.amina.carer.family, "by": cast.amina}
    return {"code": cast.once("invitation", lambda: InvitationFactory(**made)).code}


def _invited(cast):
    _invitation(cast)
    return {"token": token_of(cast.once("invitation", None).code)}


def _helper(cast):
    return {"code": cast.once("helper", lambda: HelperFactory(family=cast.amina.carer.family)).code}


def _newcomer(cast):
    """Somebody who has been here for the first time."""

    def make():
        session = OccurrenceFactory(day=clock.today() - timedelta(days=1))
        return BookingFactory(occurrence=session, family=CarerFactory().family, attendance=Attendance.CAME).family

    return {"code": cast.once("newcomer", make).code}


def _missed_three(cast):
    """Somebody who missed the last three."""

    def make():
        family = CarerFactory().family
        for n in range(1, 4):
            day = clock.today() - timedelta(weeks=n)
            BookingFactory(occurrence=OccurrenceFactory(day=day), family=family, attendance=Attendance.MISSED)
        return family

    return {"code": cast.once("missed", make).code}


def _away(cast):
    """Somebody who was here ten weeks ago."""

    def make():
        session = OccurrenceFactory(day=clock.today() - timedelta(weeks=10))
        return BookingFactory(occurrence=session, family=CarerFactory().family, attendance=Attendance.CAME).family

    return {"code": cast.once("away", make).code}


def _grown(cast):
    """A family whose youngest turned five a week ago."""

    def make():
        family = CarerFactory(family__joined_at=clock.now() - timedelta(days=600)).family
        ChildFactory(family=family, born_on=clock.today() - timedelta(days=5 * 365 + 8))
        return family

    return {"code": cast.once("grown", make).code}


def _first_visit(cast):
    cast.once("first visit", lambda: FirstVisitFactory(family=cast.amina.carer.family))
    return {}


def _service(cast):
    return {"code": cast.once("service", ServiceFactory).code}


def _in_the_feed(cast):
    hall = {"name": "Hall", "address_1": "4 Church Lane", "city": "Bristol", "postal_code": "BS1 4DJ"}
    told = facts(taxonomies=[{"name": "Play"}], locations=[hall])
    return cast.once("in the feed", lambda: ServiceFactory(categories=told["categories"], locations=told["locations"]))


def _label(kind):
    def find(cast):
        _in_the_feed(cast)
        return {"code": Label.objects.filter(kind=kind).latest("pk").code}

    return find


def slip_entry(cast):
    family = cast.amina.carer.family
    return cast.once("slip", lambda: SlipEntryFactory(slip__family=family, service__name="A slip's place"))


def _slip(cast):
    return {"code": slip_entry(cast).slip.code}


def _provider(cast):
    return {"token": provider_token(cast.once("asked", ProviderAskFactory).code)}


def _together(cast):
    """Amina is the friendly face of somebody new."""
    moment, newcomer = clock.now(), CarerFactory().family
    yes = {"newcomer_agreed_at": moment, "buddy_agreed_at": moment, "state": "together"}
    made = {"newcomer": newcomer, "buddy": cast.amina.carer.family, **yes}
    return {"code": cast.once("together", lambda: BuddyPairFactory(**made)).code}


def _source(cast):
    return {"code": cast.once("source", SourceFactory).code}


def _session(cast):
    return {"code": cast.once("session", OccurrenceFactory).code}


def _called_off(cast):
    return {"code": cast.once("called off", lambda: OccurrenceFactory(cancelled_at=clock.now())).code}


def _booking(cast):
    session = cast.once("session", OccurrenceFactory)
    return {"code": cast.once("booking", lambda: bring(session, cast.amina)).code}


def _dates_booked(cast):
    def ask():
        key, carer = uuid4(), cast.amina.carer
        people = {"children": list(carer.family.children.all()), "adults": [carer]}
        book_dates([OccurrenceFactory()], carer.family, **people, key=key, by=cast.amina)
        return key

    return {"key": cast.once("several dates", ask)}


def _session_with_amina(cast):
    _booking(cast)
    return _session(cast)


def _enrolment(cast):
    return {"code": cast.once("enrolment", lambda: join(cast.once("course", course), cast.amina)).code}


def _invite(cast):
    return cast.once("invite", lambda: InviteFactory(family=cast.amina.carer.family, programme=_shown_group(cast)))


def _shown_group(cast):
    _group(cast)
    return cast.once("group", None)


def _interest(cast):
    return {"code": cast.once("interest", lambda: InterestFactory(carer=cast.amina.carer)).code}


def _course_date(cast):
    return {"code": cast.once("course", course).occurrences.order_by("day").first().code}


def _clinic_date(cast):
    def make():
        programme = ProgrammeFactory(kind="clinic", to_months=24, heads_limit=60)
        return OccurrenceFactory(programme=ClinicFactory(programme=programme, desks=20).programme)

    return {"code": cast.once("clinic date", make).code}


def _appointment(cast):
    _clinic_date(cast)
    date = cast.once("clinic date", None)
    booked = cast.once("appointment", lambda: bring(date, cast.amina, time=date.starts_at, wait=False))
    return {"code": booked.code}


def _clinic(cast):
    _clinic_date(cast)
    return {"code": cast.once("clinic date", None).programme.code}


def _group(cast):
    return {"code": cast.once("group", lambda: ProgrammeFactory(term_time=True)).code}


def _draw(cast):
    def drawn():
        draw = Draw.objects.create(
            occurrence=OccurrenceFactory(programme=cast.once("group", ProgrammeFactory)), seed="1"
        )
        draw.dates = [asdict(rules.Space(rules.Limits(40, 60), rules.Room()))]
        draw.save()
        return draw

    return {"code": cast.once("draw", drawn).code}


def _our_draw(cast):
    code = _draw(cast)["code"]
    booking = cast.once("draw of a family", lambda: _lot_of(cast.amina, Draw.objects.get(code=code)))
    return {"code": booking.draw.code}


def _lot_of(user, draw):
    booking = BookingFactory(occurrence=draw.occurrence, family=user.carer.family)
    PartyMemberFactory(booking=booking, carer=user.carer)
    party = [{"ages": [], "adults": 1}]
    return Lot.objects.create(draw=draw, booking=booking, ticket=booking.code, parties=party, place=1)


def _term(cast):
    return {"code": cast.once("term", TermFactory).code}


SESSIONS = {
    **dict.fromkeys(
        [
            f"sessions:{name}"
            for name in ("group", "edit_group", "group_dates", "add_date", "end_group", "change_rhythm")
        ],
        _group,
    ),
    **dict.fromkeys([f"sessions:{name}" for name in ("group_calendar", "poster", "embedded", "programme")], _group),
    **dict.fromkeys(["sessions:opening", "sessions:give_out"], _group),
    "sessions:book_for": _session,
    "sessions:draw": _draw,
    "sessions:our_draw": _our_draw,
    "sessions:group_term": lambda cast: _group(cast) | {"term": _term(cast)["code"]},
    **INSIDE,
    "sessions:change_date": _session,
    "sessions:bring_back": _called_off,
    "sessions:clinic": _clinic,
    "sessions:day_list": _clinic_date,
    "sessions:change_time": _appointment,
    **dict.fromkeys([f"sessions:{name}" for name in ("take_up", "asked", "ask")], _group),
    "sessions:take_back_invite": lambda cast: _group(cast) | {"invite": _invite(cast).code},
    **dict.fromkeys(["sessions:invite", "sessions:answer_invite"], lambda cast: {"code": _invite(cast).code}),
    "sessions:interested": lambda cast: {"code": cast.once("learning", InterestFactory).programme.code},
    "sessions:learning_outcome": _interest,
    "sessions:enrol": _course_date,
    **dict.fromkeys([f"sessions:{name}" for name in ("enrolment", "enrolment_calendar")], _enrolment),
    **dict.fromkeys([f"sessions:{name}_course" for name in ("accept", "give_up")], _enrolment),
    **dict.fromkeys(["sessions:course_question", "sessions:fewer_on_course"], _enrolment),
    "sessions:answer_idea": lambda cast: {"code": cast.once("idea", lambda: IdeaFactory(by=cast.amina)).code},
    "portal:feed": lambda cast: {"token": cast.once("calendar", lambda: keys.renew(cast.amina))},
    "short_booking": _booking,
    "sessions:venue": lambda cast: {"code": cast.once("venue", VenueFactory).code},
    "sessions:new_days": lambda cast: {"kind": "term"},
    **dict.fromkeys([f"sessions:{name}" for name in ("term", "open_term", "take_back_term")], _term),
    "sessions:break_dates": lambda cast: {"code": cast.once("break", BreakFactory).code},
    "sessions:remove_break": lambda cast: {"code": cast.once("break", BreakFactory).code},
    **dict.fromkeys([f"sessions:{name}" for name in ("session", "calendar", "book", "more_dates")], _session),
    "sessions:dates_booked": _dates_booked,
    **dict.fromkeys([f"sessions:{name}" for name in ("register", "tick", "rest")], _session_with_amina),
    **dict.fromkeys([f"sessions:{name}" for name in ("said", "changed", "note", "note_done")], _session_with_amina),
    **dict.fromkeys([f"sessions:tablet{name}" for name in ("", "_on", "_tick", "_leader")], _session_with_amina),
    "portal:evacuation": _session_with_amina,
    **dict.fromkeys([f"sessions:{name}" for name in ("door", "new_family", "cancel")], _session),
    **dict.fromkeys(
        [
            f"sessions:{name}"
            for name in ("booking", "booking_calendar", "give_up", "take_offer", "agree", "interpreter")
        ],
        _booking,
    ),
    **dict.fromkeys([f"sessions:{name}" for name in ("change_party", "take_fewer")], _booking),
    **dict.fromkeys([f"sessions:{name}" for name in ("release", "unrelease", "admit")], _session_with_amina),
}

ROWS = [
    {
        "n": 2,
        "cells": ["Bea", "Leo", "1/2/2025"],
        "said": {},
        "skip": False,
        "facts": {"adult": "Bea"},
        "wrong": {"birthday": "This is no day we can read."},
    }
]
SHEET = {"headings": ["Adult", "Child", "Born"], "columns": ["adult", "child", "birthday"], "rows": ROWS}


def _import(cast):
    return {"code": cast.once("import", lambda: ImportFactory(by=cast.carol, rows=SHEET)).code}


def _import_row(cast):
    return _import(cast) | {"number": 2}


IMPORTS = {
    **dict.fromkeys([f"families:import{name}" for name in ("", "_columns", "_take", "_left")], _import),
    **dict.fromkeys(["families:import_row", "families:import_skip"], _import_row),
}


def _amina(cast):
    return {"code": cast.amina.carer.family.code}


LEADERS = {
    **IMPORTS,
    "portal:family_new_adult": _amina,
    "portal:family_new_child": lambda cast: _amina(cast) | {"kind": "child"},
    "portal:family_adult": lambda cast: _amina(cast) | {"adult": cast.amina.carer.code},
    "portal:family_child": lambda cast: _amina(cast) | {"child": _zain(cast)["code"], "part": "name"},
    **dict.fromkeys(
        [f"portal:{name}" for name in ("family", "family_health", "family_word")],
        _amina,
    ),
}

PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    **SESSIONS,
    **SHELVES,
    "portal:request": lambda cast: {"code": cast.once("request", lambda: RightsRequestFactory(user=cast.amina)).code},
    "portal:erase_family": lambda cast: {"code": cast.amina.carer.family.code},
    "portal:hold": lambda cast: {"code": cast.amina.carer.family.code},
    "portal:end_hold": lambda cast: {"code": cast.once("hold", HoldFactory).code},
    "portal:agree_forgetting": lambda cast: {"code": cast.once("night", NightlyRunFactory).code},
    **LEADERS,
    "portal:name_lead": lambda cast: {"code": cast.amina.code},
    "portal:agree_lead": lambda cast: {"code": cast.once("naming", lambda: NamingFactory(user=cast.amina)).code},
    "portal:take_back_lead": lambda cast: {"code": cast.once("naming", lambda: NamingFactory(user=cast.amina)).code},
    "portal:person": lambda cast: {"code": cast.amina.code},
    "mfa_edit_webauthn": _passkey,
    "mfa_remove_webauthn": _passkey,
    "families:question": lambda cast: {"slug": "name"},
    "families:add_child": lambda cast: {"kind": "child"},
    "families:child": lambda cast: _child_in_a_draft(cast) | {"part": "allergies"},
    "families:remove_child": _child_in_a_draft,
    **VOLUNTEERS,
    **dict.fromkeys(["volunteers:small_jobs", "volunteers:settle"], _session),
    "volunteers:end_need": _need,
    "volunteers:change_need": _need,
    **dict.fromkeys(["volunteers:answer", "volunteers:enquiry", "volunteers:take_on"], _enquiry),
    "families:carer": lambda cast: {"code": cast.amina.carer.code},
    "families:invite": lambda cast: {"kind": "helper"},
    "families:invite_adult": _adult_without_sign_in,
    "families:rights": _adult_without_sign_in,
    "families:remove_adult": _adult_without_sign_in,
    "families:pass_on": _adult_with_sign_in,
    "families:child_leaves": _zain,
    "families:protected_address": _protected,
    "families:decide_twins": _twins,
    "families:undo_merge": _merge,
    "families:take_back_invitation": _invitation,
    "families:end_helper": _helper,
    "families:invited": _invited,
    "families:new_child": lambda cast: {"kind": "child"},
    "families:change_child": lambda cast: _zain(cast) | {"part": "allergies"},
    "families:more": lambda cast: {"slug": "festivals"},
    "families:carer_part": lambda cast: {"code": cast.amina.carer.code, "part": "needs"},
    "families:choose": lambda cast: {"purpose": "say_hello"},
    "families:choices_of_family": _aminas,
    "families:note_choice": lambda cast: _aminas(cast) | {"purpose": "say_hello"},
    "families:about_child": _zain,
    "families:take_back_about_child": _zain,
    "families:fact": lambda cast: {"slug": "friendly-face"},
    "portal:buddy_suggest": _waiting_newcomer,
    "portal:buddy_newcomer_said_yes": _buddy_pair,
    "portal:buddy_said_yes": _buddy_pair,
    **dict.fromkeys([f"portal:buddy_{act}" for act in ("met", "swap", "end", "instead")], _buddy_pair),
    "portal:newcomer_word": _newcomer,
    "portal:newcomer_spoke": _newcomer,
    "families:first_visit": _first_visit,
    "portal:lapsed_family": _away,
    "portal:asked_after": _missed_three,
    "portal:said_goodbye": _grown,
    "portal:has_left": _grown,
    "families:buddy_answer": lambda cast: _buddy_pair(cast) | {"answer": "agree"},
    "signposting:service": _service,
    "signposting:feed_service": _service,
    "signposting:feed_organisation": _label("organisation"),
    "signposting:feed_taxonomy": _label("taxonomy"),
    "signposting:feed_term": _label("term"),
    "signposting:feed_place": lambda cast: {"code": _in_the_feed(cast).spots.get().code},
    "signposting:feed_nothing": lambda cast: {"rest": "nothing"},
    "signposting:desk_service": _service,
    "signposting:preview": _service,
    "signposting:why": _service,
    "signposting:phone": _service,
    "signposting:helpline": lambda cast: {"slug": "abuse"},
    "signposting:followed": lambda cast: {"code": cast.once("talk", TalkFactory).code},
    "signposting:undo": lambda cast: {"code": cast.once("deed", DeedFactory).code},
    **dict.fromkeys(["signposting:later", "signposting:give_card"], lambda cast: {"kind": "service"} | _service(cast)),
    "signposting:decide_service": _service,
    "signposting:check_service": _service,
    "signposting:closed_on": _service,
    "signposting:change_field": lambda cast: _service(cast) | {"field": "phones"},
    "signposting:question": lambda cast: {"code": cast.once("question", ProposalFactory).code},
    "signposting:decide_pair": lambda cast: {"code": cast.once("double", PairFactory).code},
    "signposting:decide_loss": lambda cast: {"code": cast.once("loss", lambda: SyncRunFactory(held=["S1"])).code},
    "signposting:give": _service,
    **dict.fromkeys(["signposting:provider", "signposting:provider_fix"], _provider),
    "signposting:ask_provider": _service,
    "signposting:ask_hub": _service,
    "signposting:allow_letters": _service,
    "signposting:take_off": lambda cast: {"code": cast.once("unwanted", ServiceFactory).code},
    "signposting:bring_back": _service,
    "signposting:decide_correction": lambda cast: {"code": cast.once("correction", CorrectionFactory).code},
    "signposting:report": _service,
    "signposting:need": lambda cast: {"slug": "mood"},
    "signposting:answer_report": lambda cast: {"code": cast.once("report", ReportFactory).code},
    "signposting:decide_suggestion": lambda cast: {"code": cast.once("suggestion", SuggestionFactory).code},
    "signposting:slip": _slip,
    "signposting:slip_answer": lambda cast: {"code": slip_entry(cast).code},
    "signposting:slip_quiet": _slip,
    "portal:buddy_slip": _together,
    "portal:give_slip": _aminas,
    "portal:slip_to_pass_on": lambda cast: {"slip": SlipFactory(way="print", made_by=cast.amina).code},
    "portal:slip_given": lambda cast: _aminas(cast) | {"slip": _slip(cast)["code"]},
    "signposting:keep": _service,
    "signposting:shared_list": lambda cast: {"code": cast.once("shared", SharedEntryFactory).shared.code},
    "signposting:words_change": lambda cast: {"code": cast.once("words", SynonymFactory).code},
    "signposting:words_drop": lambda cast: {"code": cast.once("words to drop", SynonymFactory).code},
    "signposting:source": _source,
    "signposting:give_back": _source,
    "signposting:give_back_csv": _source,
    "signposting:source_read": _source,
    "signposting:source_terms": _source,
}

SHARED: set[str] = INSIDE_SHARED | {
    "sessions:session",
    "sessions:calendar",
    "sessions:group_calendar",
    "sessions:poster",
    "portal:feed",
    "sessions:programme",
    "sessions:embedded",
    "sessions:book",
    "sessions:more_dates",
    "sessions:enrol",
    "sessions:interested",
    "families:question",
    "families:add_child",
    "families:new_child",
    "families:invite",
    "families:fact",
    "families:more",
    "families:choose",
    "signposting:service",
    "signposting:feed_service",
    "signposting:feed_organisation",
    "signposting:feed_taxonomy",
    "signposting:feed_term",
    "signposting:feed_place",
    "volunteers:feed",
    "signposting:need",
    "signposting:report",
    "signposting:provider",
    "signposting:provider_fix",
    "signposting:keep",
    "signposting:shared_list",
    "signposting:slip",
    "signposting:slip_answer",
    "signposting:slip_quiet",
    "volunteers:reference",
    "volunteers:help_today",
    "volunteers:go",
    "volunteers:tell_story",
    "volunteers:came_by",
    "volunteers:take_walk",
    *SHELVES_SHARED,
}
"""Addresses with arguments that everybody let in by the table may open: a session's page, a service's page."""


class Cast:
    """Makes what the table asks for, once. `amina` owns what is private, `helper` what helpers do."""

    def __init__(self, amina, carol, helper=None):
        self.amina = amina
        self.carol = carol
        self.helper = helper or amina
        self._made: dict[str, Any] = {}

    def once(self, name, make):
        """The same object for every address that needs it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


def arguments(view_name, cast):
    """The arguments of an address, for `reverse`."""
    return PLACES[view_name](cast) if view_name in PLACES else {}
