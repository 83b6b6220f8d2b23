"""Joining: one household out of the answers, once, however often the button is pressed."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from families.models import Carer, Child, Family, Home, Registration
from families.services import twins
from families.services.details import ChildDetails, FamilyDetails
from families.services.finding import refresh
from families.services.returning import come_back
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import grant
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post


@transaction.atomic
def register(details: FamilyDetails, *, by: User) -> Family:
    """Make somebody's own household. Whoever has one already gets that one back."""
    me = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    already = Family.objects.filter(carers__user=me).first()
    if already is not None:
        come_back([already.pk], by=by)
        return already
    details = details.checked()
    family = _make(details, by=by)
    carer = _first_carer(family, details, user=me, email=me.email, needs_told_at=clock.now())
    refresh([family])
    if not me.name:
        User.objects.filter(pk=me.pk).update(name=details.name)
    by.name = me.name or details.name
    Registration.objects.filter(user=me).delete()
    grant(by, Role.PARENT, by=by)
    post("family_welcome", to=carer, about=family)
    twins.look_for(family)
    return family


@transaction.atomic
def quick_family(*, name: str, phone: str = "", children: Sequence[ChildDetails], by: User) -> Family:
    """A family at the door, or one without e-mail: a leader fills it in with them in under a minute."""
    return write_down(FamilyDetails(name=name, phone=phone, children=tuple(children)), by=by).family


@transaction.atomic
def write_down(details: FamilyDetails, *, by: User, **more: Any) -> Carer:
    """What a family tells a member of staff, in a household without a sign-in; its first adult."""
    details = details.checked()
    family = _make(details, by=by, entered_by=by)
    carer = _first_carer(family, details, **more)
    refresh([family])
    twins.look_for(family)
    return carer


def _first_carer(family: Family, details: FamilyDetails, **more: Any) -> Carer:
    """Whoever told us; letters go to them."""
    return Carer.objects.create(
        family=family,
        name=details.name,
        relationship=details.relationship,
        phone=details.phone,
        is_main=True,
        **details.needs.facts(),
        **more,
    )


def _make(details: FamilyDetails, *, by: User, entered_by: User | None = None) -> Family:
    family = Family.objects.create(
        entered_by=entered_by,
        outcode=details.outcode,
        languages=list(details.languages),
        heard_from=list(details.heard_from),
        wants_friendly_face=details.friendly_face,
        asked_for_face_at=clock.now() if details.friendly_face else None,
    )
    children = Child.objects.bulk_create([child_row(child) for child in details.children])
    Home.objects.bulk_create([Home(child=child, family=family) for child in children])
    record("family.joined", family, by=by, children=len(children), assisted=entered_by is not None)
    return family


def child_row(details: ChildDetails) -> Child:
    """The row of a child, not saved yet."""
    return Child(
        code=details.code,
        first_name=details.first_name,
        last_name=details.last_name,
        born_on=details.born_on,
        due_on=details.due_on,
        allergies=details.allergies,
        allergy_action=details.allergy_action,
        health_note=details.health_note,
        helps=details.helps,
        health_told_at=clock.now(),
        health_changed_at=clock.now() if details.allergies or details.health_note else None,
    )
