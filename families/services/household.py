"""Changing what we know of a household. What changed is on the trail by name, never its value."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family, Home
from families.rules.joining import MOST_CHILDREN
from families.rules.languages import tidy_languages
from families.rules.words import tidy, tidy_name, tidy_outcode, tidy_phone
from families.services.addresses import is_protected
from families.services.changes import change_row, note_change
from families.services.details import ChildDetails, born_or_expected, first_name_of, health, notes
from families.services.finding import refresh
from families.services.registration import child_row
from families.services.returning import come_back, homes_told_of
from families.services.rights import close_like_the_others
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused

MOST_ADULTS = 6
HEALTH = frozenset({"allergies", "allergy_action", "health_note"})


@transaction.atomic
def change_carer(carer: Carer, *, name: str, relationship: str, phone: str, by: User) -> Carer:
    """What to call somebody, who they are to the children, and how to ring them."""
    facts = {
        "name": tidy_name(name),
        "relationship": tidy(relationship, longest=60, field="relationship"),
        "phone": tidy_phone(phone),
    }
    carer, changed = change_row(carer, facts)
    if {"name", "phone"} & changed:
        refresh([carer.family_id])
    if "name" in changed and carer.user_id:
        User.objects.filter(pk=carer.user_id).update(name=carer.name)
    come_back([carer.family_id], by=by)
    note_change("carer.changed", carer, changed, by=by)
    return carer


@transaction.atomic
def add_adult(family: Family, *, name: str, relationship: str, by: User) -> Carer:
    """Somebody else who brings the children; no sign-in of their own yet."""
    Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    check_room_for_an_adult(family)
    carer = Carer.objects.create(
        family=family, name=tidy_name(name), relationship=tidy(relationship, longest=60, field="relationship")
    )
    refresh([family])
    record("carer.added", carer, by=by)
    return carer


def check_room_for_an_adult(family: Family) -> None:
    """Refused when the household is full of adults. Its row is held by the caller."""
    if family.carers.count() >= MOST_ADULTS:
        raise Refused(_("A family can have up to %(most)d adults here.") % {"most": MOST_ADULTS}, code="too_many")


@transaction.atomic
def add_child(family: Family, details: ChildDetails, *, by: User) -> Child:
    """A child more, born or on the way."""
    Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    if family.children.count() >= MOST_CHILDREN:
        raise Refused(
            _("A family can have up to %(most)d children here. Ask a group leader to add more.")
            % {"most": MOST_CHILDREN},
            code="too_many",
        )
    child = child_row(details.checked())
    child.save()
    Home.objects.create(child=child, family=family)
    close_like_the_others(family, [child], by=by)
    come_back([family.pk], by=by)
    refresh([family])
    record("child.added", child, by=by)
    return child


@transaction.atomic
def change_child(child: Child, facts: dict[str, Any], *, by: User) -> Child:
    """A name, a day or a health fact. A change of health carries its moment, so that a leader sees it is new."""
    facts = _checked(facts, expected=child.due_on is not None)
    child, changed = change_row(child, facts)
    come_back(homes_told_of(child.pk, by=by), by=by)
    if {"first_name", "last_name"} & changed:
        refresh(list(child.homes.values_list("family_id", flat=True)))
    if "allergies" in facts:
        child.health_told_at = clock.now()
        child.save(update_fields=["health_told_at"])
    if HEALTH & changed:
        child.health_changed_at = clock.now()
        child.save(update_fields=["health_changed_at"])
        record("child.health_changed", child, by=by, fields=sorted(changed))
    else:
        note_change("child.changed", child, changed, by=by)
    return child


@transaction.atomic
def change_family(family: Family, facts: dict[str, Any], *, by: User) -> Family:
    """Where they live, what they speak, whether they would like a friendly face or be one."""
    if "outcode" in facts:
        facts = facts | {"outcode": tidy_outcode(facts["outcode"])}
        if is_protected(family):  # said to nobody: another adult must not learn that there is an address
            facts["outcode"] = ""
    if "languages" in facts:
        facts = facts | {"languages": tidy_languages(facts["languages"])}
    if "wants_friendly_face" in facts:
        since = family.asked_for_face_at or clock.now()
        facts = facts | {"asked_for_face_at": since if facts["wants_friendly_face"] else None}
    come_back([family.pk], by=by)
    family, changed = change_row(family, facts)
    note_change("family.changed", family, changed, by=by)
    return family


def _checked(facts: dict[str, Any], *, expected: bool) -> dict[str, Any]:
    """Only what is told anew is checked: a due date may have passed while nobody looked."""
    if "first_name" in facts:
        facts = facts | {"first_name": first_name_of(facts["first_name"], expected=expected)}
    if "born_on" in facts:
        facts = facts | born_or_expected(facts["born_on"], facts["due_on"])
    if "allergies" in facts:
        facts = facts | health(facts["allergies"], facts["allergy_action"])
    return facts | notes({name: facts[name] for name in ("helps", "health_note") if name in facts})
