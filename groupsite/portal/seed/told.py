"""What families of the demo told us after joining: days, needs, skills, a change this week; and a list to bring in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from families.models import Carer, Child
from families.services import household, importing, telling
from families.services.details import Needs
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people

DAYS = (["tue_am", "thu_am"], ["tue_am", "fri_pm"], ["sat_am"], ["wed_pm", "tue_am"], ["thu_am"])
SKILLS = ("Plays guitar", "Sewing and mending", "Polish songs", "First aid trainer", "Bakes for any allergy", "Guitar")
FOOD = ("Halal", "Vegetarian", "No nuts, please")
FESTIVALS = ("Eid", "Diwali", "Nowruz", "Chinese New Year")
LONELY = ("sometimes", "hardly", "never", "sometimes", "always", "hardly", "never", "occasionally")
NEEDS = (
    Needs(interpreter="ar", reads_in="ar"),
    Needs(formats=("large_print",)),
    Needs(formats=("paper",), access="A chair near the door."),
    Needs(interpreter="bfi", formats=("bsl",)),
)
OLD_LIST = """Parent / carer,Email,Mobile,Post code,Child first name,Child surname,DOB,Allergies
Siobhán O’Brien,siobhan@demo.example,,BS5 6JH,Aoife,O’Brien,3/2/2025,
Siobhán O’Brien,siobhan@demo.example,,BS5 6JH,Cillian,O’Brien,14/7/2023,Nuts
Priya Patel,priya@demo.example,,BS7,Ravi,Patel,31/2/2024,
Gwen Price,,,BS3,Ivy,Price,2/5/2024,none
,nobody@demo.example,,,Sam,,6/6/2024,
"""
LATELY = timedelta(days=2)


@transaction.atomic
def tell() -> None:
    """Told after the story of the groups, by the families themselves."""
    now = clock.now()
    adults = list(Carer.objects.select_related("user", "family").exclude(user=None).order_by("pk"))
    with clock.stopped_at(now - timedelta(days=9)):
        for number, carer in enumerate(adults):
            _tell_of_family(number, carer)
        _tell_of_adults(adults)
    _tell_lately(adults, now)
    with clock.stopped_at(now - timedelta(days=1)):
        carol = User.objects.get(email=people.CAROL.email)
        importing.begin(OLD_LIST.encode(), "old list.csv", by=carol)


def _tell_of_family(number: int, carer: Carer) -> None:
    """Two in three told us their days, fewer what they eat and celebrate; half answered the private question."""
    assert carer.user is not None
    facts: dict[str, object] = {}
    if number % 3:
        facts["best_days"] = DAYS[number % len(DAYS)]
    if number % 5 == 0:
        facts["food"] = FOOD[number % len(FOOD)]
    if number % 7 == 0:
        facts["festivals"] = FESTIVALS[number % len(FESTIVALS)]
    if number % 2:
        telling.tell_privately(carer, LONELY[number // 2 % len(LONELY)], by=carer.user)
    if facts:
        telling.tell_of_family(carer.family, facts, by=carer.user)


def _tell_of_adults(adults: Sequence[Carer]) -> None:
    for carer, skills in zip(adults[2::8], SKILLS, strict=False):
        assert carer.user is not None
        telling.tell_skills(carer, skills=skills, by=carer.user)
    for carer, needs in zip(adults[5::9], NEEDS, strict=False):
        assert carer.user is not None
        telling.tell_needs(carer, needs, by=carer.user)


def _tell_lately(adults: Sequence[Carer], now: datetime) -> None:
    """This week’s news, for the page and the letter of what changed."""
    with clock.stopped_at(now - LATELY):
        for carer in adults[4:13:4]:
            assert carer.user is not None
            telling.tell_of_family(carer.family, {"best_days": ["mon_am", "tue_am"]}, by=carer.user)
        child = Child.objects.filter(homes__family=adults[6].family_id).order_by("pk").first()
        if child is not None and adults[6].user is not None:
            facts = {"allergies": "Kiwi fruit", "allergy_action": "Rinse the mouth. Ring me."}
            household.change_child(child, facts, by=adults[6].user)
