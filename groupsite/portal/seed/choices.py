"""What families of the demo agreed to and told of their children, so that a register looks like a real one."""

from datetime import timedelta

from django.db import transaction

from families.models import Carer, Child, Consent
from families.rules.consents import PHOTOS, SAY_HELLO
from families.services import consents, household, telling
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people

PHOTO_ANSWERS: tuple[dict[str, bool] | None, ...] = (
    {"photo_wall": True, "photo_web": True, "photo_press": False},
    {"photo_wall": True},
    {},
    None,
)
"""Family after family: wall and web, wall alone, no to all three, never asked."""
HELPS = ("A quiet corner when it gets loud.", "Tell her before we tidy up.", "His rabbit, in the green bag.")
HEALTH = ("Asthma: blue inhaler in the bag, two puffs, then ring me.", "Hearing aids: speak to his left side.")
ABOUT = (
    {"loves": "Diggers and splashing.", "calms": "His blue blanket.", "words": "“Mimi” is milk.", "routine": ""},
    {"loves": "Our cat, and songs.", "calms": "Being carried.", "words": "Signs “more”.", "routine": "Sleeps at 11."},
)


@transaction.atomic
def tell() -> None:
    """Told a week ago; Amina has not made up her mind about saying hello."""
    carol = User.objects.get(email=people.CAROL.email)
    with clock.stopped_at(clock.now() - timedelta(days=7)):
        for number, carer in enumerate(Carer.objects.filter(is_main=True).select_related("user").order_by("pk")):
            _agree(number, carer, carol)
        for number, child in enumerate(Child.objects.filter(due_on=None).order_by("pk")):
            _tell_of(number, child, carol)


def _agree(number: int, carer: Carer, carol: User) -> None:
    """Those with a sign-in pressed the button; the others told Carol."""
    by, how = (carer.user, Consent.How.SCREEN) if carer.user else (carol, Consent.How.SPOKEN)
    answers = PHOTO_ANSWERS[number % len(PHOTO_ANSWERS)]
    if answers is not None:
        for child in carer.family.children.order_by("pk"):
            for use in PHOTOS:
                consents.say(use, carer, child=child, given=answers.get(use, False), how=how, by=by)
    if carer.email == people.GRACE.email or (number % 3 and carer.email != people.AMINA.email):
        consents.say(SAY_HELLO, carer, given=True, how=how, by=by)


def _tell_of(number: int, child: Child, carol: User) -> None:
    if number % 9 == 2:
        told = {"helps": HELPS[number % len(HELPS)], "health_note": HEALTH[number % len(HEALTH)] if number % 2 else ""}
        household.change_child(child, told, by=carol)
    if number % 4 == 1:
        telling.tell_about_child(child, ABOUT[number % len(ABOUT)], by=carol)
