"""What a family tells us when it likes: needs, letters, skills, days that matter, all about a child. And takes back."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import AboutMe, Carer, Child, ContactBy, Family, NewsBy
from families.rules.letters import wanted
from families.rules.needs import BEST_DAYS, LONELY, known
from families.rules.words import can_text, tidy, tidy_phone
from families.services.changes import change_row, note_change
from families.services.details import LONGEST_NOTE, Needs, notes
from families.services.returning import come_back, homes_told_of
from families.signals import words_about_child_go
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused

LONGEST_LINE = 300
BOXES = ("loves", "calms", "words", "routine")
"""Of “All about me”."""


@transaction.atomic
def tell_needs(carer: Carer, needs: Needs, *, by: User) -> Carer:
    """What makes it easier for an adult; told today, so not asked again for half a year."""
    carer, changed = change_row(carer, needs.checked().facts())
    come_back([carer.family_id], by=by)
    note_change("carer.needs_changed", carer, changed, by=by)
    return _told_now(carer)


@transaction.atomic
def choose_letters(
    carer: Carer, *, contact_by: str, contact_note: str, wants: list[str], by: User, **texts: str
) -> Carer:
    """How somebody likes to be reached, which letters they get, and whether those come as texts."""
    facts = {
        **_texts(carer, **texts),
        "contact_by": ContactBy(contact_by),
        "contact_note": tidy(contact_note, longest=LONGEST_NOTE, field="contact_note"),
        "wants": wanted(wants),
    }
    carer, changed = change_row(carer, facts)
    note_change("carer.letters_changed", carer, changed, by=by)
    return carer


def _texts(carer: Carer, *, phone: str = "", **chosen: str) -> dict[str, Any]:
    """By e-mail or by text. Texts need a number that can take them."""
    number = tidy_phone(phone) or carer.phone
    facts = {name: NewsBy(chosen.get(name, getattr(carer, name))) for name in ("urgent_by", "reminders_by")}
    if set(facts.values()) != {NewsBy.EMAIL} and not can_text(number):
        says = _("Texts need a mobile number. Enter one, like 07700 900123, or choose e-mail.")
        raise Refused(says, code="no_mobile", field="phone")
    return facts | {"phone": number}


@transaction.atomic
def tell_skills(carer: Carer, *, skills: str, by: User) -> Carer:
    """What somebody would share with the group, if asked."""
    carer, changed = change_row(carer, {"skills": tidy(skills, longest=LONGEST_LINE, field="skills")})
    note_change("carer.changed", carer, changed, by=by)
    return carer


@transaction.atomic
def tell_of_family(family: Family, facts: dict[str, Any], *, by: User) -> Family:
    """How the family describes itself, days and food that matter, and good days to come."""
    come_back([family.pk], by=by)
    family, changed = change_row(family, {name: FAMILY_FACTS[name](value) for name, value in facts.items()})
    note_change("family.changed", family, changed, by=by)
    return family


def _words(name: str, longest: int) -> Callable[[Any], str]:
    return lambda value: tidy(value, longest=longest, field=name)


FAMILY_FACTS: dict[str, Callable[[Any], Any]] = {
    "own_words": _words("own_words", LONGEST_LINE),
    "festivals": _words("festivals", LONGEST_NOTE),
    "food": _words("food", LONGEST_NOTE),
    "best_days": lambda days: known(days, BEST_DAYS),
    "heard_from": lambda ways: [tidy(way, longest=40) for way in ways],
}
"""What each fact is checked by."""


@transaction.atomic
def tell_privately(carer: Carer, answer: str, *, by: User) -> None:
    """How often somebody feels lonely: theirs alone, since another adult of the household may be the reason."""
    if answer and answer not in LONELY:
        raise Refused(_("Choose one of the answers."), code="no_answer", field="lonely")
    carer, changed = change_row(carer, {"lonely": answer})
    note_change("carer.told_privately", carer, changed, by=by)


@transaction.atomic
def tell_about_child(child: Child, told: dict[str, str], *, by: User) -> AboutMe | None:
    """All about a child, as far as the family likes; with every box empty there is nothing to keep."""
    told = notes({box: told[box] for box in BOXES})
    if not any(told.values()):
        withdraw_about_child(child, by=by)
        return None
    come_back(homes_told_of(child.pk, by=by), by=by)
    about, _made = AboutMe.objects.select_for_update().get_or_create(child=child)
    about, changed = change_row(about, told)
    if changed:
        about.changed_at = clock.now()
        about.save(update_fields=["changed_at"])
    note_change("child.about_me_told", child, changed, by=by)
    return about


@transaction.atomic
def withdraw_about_child(child: Child, *, by: User) -> None:
    """Take all of it back: the row goes. Refused while it has to be kept for a while."""
    words_about_child_go.send(sender=Child, child=child, by=by)
    if AboutMe.objects.filter(child=child).delete()[0]:
        record("child.about_me_withdrawn", child, by=by)


@transaction.atomic
def still_right(children: list[Child], carers: list[Carer], *, by: User) -> None:
    """Somebody has looked over health and needs, and all of it holds."""
    for child in children:
        child.health_told_at = clock.now()
        child.save(update_fields=["health_told_at"])
        record("child.health_confirmed", child, by=by)
        come_back(homes_told_of(child.pk, by=by), by=by)
    come_back([carer.family_id for carer in carers], by=by)
    for carer in carers:
        _told_now(carer)
        record("carer.needs_confirmed", carer, by=by)


def _told_now(carer: Carer) -> Carer:
    carer.needs_told_at = clock.now()
    carer.save(update_fields=["needs_told_at"])
    return carer
