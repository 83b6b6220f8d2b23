"""A household with something in every table, each word of it marked, so that a test can look for the mark."""

from datetime import timedelta

from django.db import connection

from families.models import BuddyPair, Contact
from groupsite.kit import clock
from groupsite.kit.personal import our_models, rows_about
from groupsite.kit.sealed import SealedText
from groupsite.outbox import delivery
from groupsite.outbox.services import post
from groupsite.portal.data.subjects import tables
from sessions.models import Attendance
from tests.cast import (
    AboutMeFactory,
    BookingFactory,
    BuddyPairFactory,
    ConsentFactory,
    ContactFactory,
    EnquiryFactory,
    FamilyFactory,
    FirstVisitFactory,
    HelperFactory,
    InvitationFactory,
    MergeFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    RightFactory,
    RightsRequestFactory,
    SignupFactory,
    TwinsFactory,
    bring,
)

NOT_WORDS = {"email", "code", "phone", "state", "kind", "to", "about", "channel", "language", "password", "how", "way"}


def fill(user, mark):
    """Something in every table for this parent's household; every free word starts with the mark."""
    family, me = user.carer.family, user.carer
    child = family.children.order_by("pk").first()
    was = OccurrenceFactory(day=clock.today() - timedelta(days=8))
    past = BookingFactory(occurrence=was, family=family, attendance=Attendance.CAME, contact=me)
    PartyMemberFactory(booking=past, carer=me)
    PartyMemberFactory(booking=past, carer=None, child=child)
    bring(OccurrenceFactory(), user)
    AboutMeFactory(child=child)
    ConsentFactory(family=family, carer=me, child=child)
    ContactFactory(family=family, kind=Contact.Kind.GENTLE)
    FirstVisitFactory(family=family)
    HelperFactory(family=family)
    InvitationFactory(family=family)
    BuddyPairFactory(newcomer=family, state=BuddyPair.State.PROPOSED)
    RightFactory(carer=me, child=child)
    older, newer = sorted([family, FamilyFactory()], key=lambda row: row.pk)
    TwinsFactory(first=older, second=newer)
    MergeFactory(kept=family)
    RightsRequestFactory(user=user)
    SignupFactory(volunteer=user)
    EnquiryFactory(email=user.email)
    post("family_welcome", to=me, about=family)
    delivery.sweep()
    for model in tables():
        for row in rows_about(model, [family, me, child, user]):
            _mark(row, mark)
    return family


def _mark(row, mark):
    """Write the mark into every free word of a row."""
    names = []
    for field in row._meta.concrete_fields:
        if field.name in row.Personal.erase and is_free_word(field):
            setattr(row, field.attname, f"{mark} {field.name}"[: field.max_length or None])
            names.append(field.attname)
    if names and row._meta.label != "families.Consent":
        row.save(update_fields=names)


def is_free_word(field):
    plain = field.get_internal_type() in {"CharField", "TextField"} and not field.choices
    return plain and field.name not in NOT_WORDS and not type(field).__name__.endswith("JSON")


def dump():
    """Every row of every table, as text, sealed words opened: what anybody with the database could find."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables_there = [name for (name,) in cursor.fetchall()]
        rows = []
        for name in tables_there:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            rows += [f"{name}: {text}" for (text,) in cursor.fetchall()]
    for model in our_models():
        sealed = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedText)]
        for row in model._default_manager.all() if sealed else ():
            rows += [f"{model._meta.label}.{name}: {getattr(row, name)}" for name in sealed]
    return rows
