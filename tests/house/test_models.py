"""Every field of every model says what becomes of it; the schema is what the models say."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import models
from factory.django import DjangoModelFactory

import tests.cast
from groupsite.kit.personal import our_models, unclassed

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_says_what_happens_to_it_when_a_person_leaves(model):
    assert unclassed(model) == set()


def test_a_forgotten_field_is_noticed():
    class Planted(models.Model):
        shoe_size = models.IntegerField()

        class Meta:
            app_label = "planted"

        class Personal:
            erase = {}
            keep = {"id"}

    assert unclassed(Planted) == {"shoe_size"}


def test_migrations_say_what_the_models_say(db):
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)


def doubled(factories):
    made = [factory._meta.model for factory in factories]
    return {model for model in made if made.count(model) > 1}


def test_each_model_has_one_factory():
    factories = [f for f in vars(tests.cast).values() if isinstance(f, type) and issubclass(f, DjangoModelFactory)]
    assert doubled([f for f in factories if f._meta.model]) == set()


def test_a_second_factory_is_noticed():
    class Another(DjangoModelFactory):
        class Meta:
            model = tests.cast.UserFactory._meta.model

    assert doubled([tests.cast.UserFactory, Another]) == {Another._meta.model}


def test_factories_live_with_the_cast():
    strays = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path.name not in {"cast.py", "test_models.py"} and "DjangoModelFactory)" in path.read_text()
    ]
    assert strays == []


def test_there_is_no_second_database_driver():
    """Django would silently prefer psycopg 3 over the driver we chose."""
    with pytest.raises(ImportError):
        __import__("psycopg")


def views_of(source):
    return [n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.args.args[:1]]


def faults(source):
    """Views are thin: at most 20 lines of body, and they start from what a person may see, never from `.objects`."""
    for view in views_of(source):
        if view.args.args[0].arg != "request":
            continue
        lines = view.end_lineno - view.lineno + 1
        if lines > 20:
            yield f"{view.name}: {lines} lines"
        if any(isinstance(n, ast.Attribute) and n.attr == "objects" for n in ast.walk(view)):
            yield f"{view.name}: asks .objects"


def view_modules():
    files = [*ROOT.glob("*/views.py"), *ROOT.glob("*/views/*.py"), *ROOT.glob("groupsite/*/views.py")]
    return [*files, *ROOT.glob("groupsite/*/views/*.py")]


@pytest.mark.parametrize("path", view_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_views_are_thin(path):
    assert list(faults(path.read_text())) == []


def test_a_thick_view_is_noticed():
    planted = "def page(request):\n    rows = Family.objects.all()\n" + "    x = 1\n" * 20
    assert list(faults(planted)) == ["page: 22 lines", "page: asks .objects"]
