"""What is kept beside the directory, for tests: where the addresses lead, and one more of everything."""

from groupsite.kit import clock
from tests.cast import (
    AdviceFactory,
    BarrierFactory,
    CommentFactory,
    EditionFactory,
    GuideFactory,
    HandedFactory,
    HubPersonFactory,
    LoanFactory,
    NamedPersonFactory,
    OccurrenceFactory,
    PartnerFactory,
    ResourceFactory,
    ServiceFactory,
    TalkFactory,
    ThingFactory,
    WishFactory,
    internal_entry,
)


def _internal(cast):
    return {"code": cast.once("internal", internal_entry).code}


def _person(cast):
    return {"code": cast.once("named", NamedPersonFactory).code}


OURS = ("internal_entry", "edit_internal", "open_to_families")
SHELVES = {
    "signposting:still_right": lambda cast: {"kind": "person"} | _person(cast),
    **dict.fromkeys([f"signposting:{name}" for name in OURS], _internal),
    "signposting:keep_for_us": lambda cast: {"code": cast.once("to keep", ServiceFactory).code},
    **dict.fromkeys(["signposting:person", "signposting:take_off_person"], _person),
}  # fmt: skip
SHELVES |= {
    "signposting:guide": lambda cast: {"code": cast.once("guide", GuideFactory).code},
    "signposting:barrier": lambda cast: {"code": cast.once("service", ServiceFactory).code},
    **dict.fromkeys(
        ["signposting:partner", "signposting:end_partner"],
        lambda cast: {"code": cast.once("partner", PartnerFactory).code},
    ),
}
SHELVES |= dict.fromkeys(
    ["signposting:hub_person", "signposting:hub_person_left"],
    lambda cast: {"code": cast.once("at the hub", HubPersonFactory).code},
)
IN_THE_LIBRARY = ("resource", "comment", "edit_resource", "resource_off")


def _resource(cast):
    return {"code": cast.once("resource", ResourceFactory).code}


SHELVES |= {
    **dict.fromkeys([f"signposting:{name}" for name in IN_THE_LIBRARY], _resource),
    "signposting:resource_file": lambda cast: {"number": 1} | _resource(cast),
    "signposting:new_resource": lambda cast: {"kind": "video"},
    "signposting:decide_comment": lambda cast: {"code": cast.once("comment", CommentFactory).code},
    "signposting:take_back_comment": lambda cast: {"code": CommentFactory(by=cast.amina).code},
}
SHELVES |= {
    "portal:give_resource": lambda cast: {"code": cast.amina.carer.family.code},
    "portal:hand_out": lambda cast: {"code": cast.once("session", OccurrenceFactory).code},
}


def _thing(cast):
    return {"code": cast.once("thing", ThingFactory).code}


def _loan(cast):
    return {"code": cast.once("loan", lambda: LoanFactory(family=cast.amina.carer.family)).code}


SHELVES |= {
    **dict.fromkeys([f"signposting:{name}" for name in ("wish", "thing", "thing_off")], _thing),
    **dict.fromkeys(["portal:loan_back", "portal:loan_longer", "signposting:keep_longer"], _loan),
    "portal:lend": SHELVES["portal:hand_out"],
    "portal:lend_thing": lambda cast: SHELVES["portal:hand_out"](cast) | {"thing": _thing(cast)["code"]},
}
SHELVES["portal:advise"] = lambda cast: {"code": cast.amina.carer.family.code}
SHELVES_SHARED: set[str] = {"signposting:barrier", "signposting:comment", "signposting:wish"}


def more_on_the_shelves(cast, n):
    """One more of each, overdue."""
    internal_entry(due_on=clock.today(), owner=cast.carol)
    GuideFactory(review_on=clock.today(), keeper=cast.carol)
    LoanFactory(family=cast.amina.carer.family, due_on=clock.today())
    WishFactory(family=cast.amina.carer.family, thing=cast.once("thing", ThingFactory) if n == 0 else ThingFactory())
    resource = cast.once("resource", ResourceFactory)
    CommentFactory(resource=resource, state="shown" if n % 2 else "waiting", by=cast.amina)
    EditionFactory(resource=resource)
    ResourceFactory(review_on=clock.today(), keeper=cast.carol, added_by=cast.carol)
    HandedFactory(resource=ResourceFactory(), family=cast.amina.carer.family)
    PartnerFactory(review_on=clock.today(), keeper=cast.carol)
    BarrierFactory(service=cast.once("service", ServiceFactory), words="Too dear")
    AdviceFactory(family=cast.amina.carer.family, service=ServiceFactory(), by=cast.carol)
    BarrierFactory(words="Too far", kind="travel")
    TalkFactory(person=HubPersonFactory(), by=cast.carol)
    NamedPersonFactory(review_on=clock.today(), cover=cast.once("named", NamedPersonFactory), keeper=cast.carol)
