"""The one registry of personal data: its ways lead somewhere, its terms say what they mean (DESIGN, law 8)."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db.models import Q

from groupsite.kit.personal import our_models, personal
from groupsite.kit.sealed import SealedText
from groupsite.portal.data.who_looked import IN_WORDS

MODELS = our_models()
SUBJECTS = {"families.family", "families.invitation", "families.carer", "families.child", "accounts.user"}


def ids(model):
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_a_table_with_personal_fields_says_whose_they_are(model):
    if model.Personal.erase:
        assert hasattr(model.Personal, "whose"), "say whose = {} and why in `kept` if it is nobody's in particular"
    assert set(personal(model, "whose", {})) <= SUBJECTS


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_every_way_leads_somewhere(model, db):
    lookups = [lookup for lookups in personal(model, "whose", {}).values() for lookup in lookups]
    lookups += [moment for term in personal(model, "terms", ()) for moment in term.since]
    for way, moments in personal(model, "life", {}).values():
        lookups += [way, *moments]
    for lookup in lookups:
        model._default_manager.filter(Q(**{f"{lookup}__isnull": True})).first()


def test_a_way_to_nowhere_is_noticed(db):
    with pytest.raises(FieldError):
        apps.get_model("families.carer")._default_manager.filter(nowhere__isnull=True).first()


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_terms_name_fields_that_are_personal(model):
    for term in personal(model, "terms", ()):
        assert term.fields <= set(model.Personal.erase)
        assert term.days or term.months


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_sealed_words_are_personal(model):
    sealed = {field.name for field in model._meta.concrete_fields if isinstance(field, SealedText)}
    assert sealed <= set(model.Personal.erase)


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_what_is_printed_of_how_long_has_a_term_behind_it(model):
    """The privacy notice may not promise what no night does."""
    as_something_else = ("as the ", "as long as", "while ", "for good", "until")
    if model.Personal.erase and not model.Personal.kept.startswith(as_something_else):
        assert personal(model, "terms", ()), model.Personal.kept


def kinds_of_readings():
    root = Path(__file__).resolve().parents[2]
    sources = [
        path.read_text() for room in ("groupsite", "families", "sessions") for path in (root / room).rglob("*.py")
    ]
    calls = re.findall(r"\bnote_reading\(([^)]*?),", "\n".join(sources))
    return {kind for call in calls for kind in re.findall(r'"([^"]+)"', call)}


def test_every_reading_can_be_told_to_the_family_in_words():
    assert kinds_of_readings() - {"export"} <= set(IN_WORDS)
    assert len(kinds_of_readings()) > 5
