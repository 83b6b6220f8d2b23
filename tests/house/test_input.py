"""What people type is shown as typed and changes only what the form is for (TRUST T13, T22)."""

import pytest
from django.apps import apps
from django.forms.models import model_to_dict

from families.models import Carer, Child
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.personal import our_models
from groupsite.kit.sealed import SealedText
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from tests.house.addresses import every_address
from tests.house.test_access import url_of
from tests.places import Cast

ADDRESSES = every_address()
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def cast(amina, carol):
    return Cast(amina, carol)


def open_everything(client, cast):
    return [(address, client.get(url_of(address, cast)).content.decode(errors="replace")) for address in ADDRESSES]


def write_into_sealed_words(model, text):
    names = [field.name for field in model._meta.concrete_fields if type(field) is SealedText]
    for row in model.objects.all() if names else ():
        vars(row).update(dict.fromkeys(names, text))
        row.save()


@pytest.mark.parametrize("who", ["amina", "carol", "ada", "dev"])
def test_a_name_with_a_script_in_it_is_only_a_name(who, cast, client, sign_in, ada, dev):
    for address in ADDRESSES:  # so that everything there is to see has been made
        url_of(address, cast)
    User.objects.update(name=SCRIPT)
    Carer.objects.update(name=SCRIPT, relationship=SCRIPT[:60])
    Child.objects.update(first_name=SCRIPT, last_name=SCRIPT)
    for model in apps.get_app_config("families").get_models():
        write_into_sealed_words(model, SCRIPT)
    sign_in({"amina": cast.amina, "carol": cast.carol, "ada": ada, "dev": dev}[who])
    guilty = [address.name for address, page in open_everything(client, cast) if "<script>alert" in page]
    assert guilty == []


def test_a_name_with_a_script_in_it_is_only_a_name_in_letters(cast, mailoutbox):
    for address in ADDRESSES:
        url_of(address, cast)
    User.objects.update(name=SCRIPT)
    Carer.objects.update(name=SCRIPT)
    Letter.objects.update(due_at="2026-01-01T09:00Z")
    delivery.sweep()
    assert mailoutbox
    bodies = [body for message in mailoutbox for body, kind in message.alternatives if kind == "text/html"]
    assert [body for body in bodies if "<script>alert" in body] == []


POISON = {
    **{field.name: "1" for model in our_models() for field in model._meta.concrete_fields},
    "roles": Role.ADMINISTRATOR,
    "is_staff": "on",
    "is_superuser": "on",
    "state": "booked",
    "attendance": "came",
    "family": "1",
    "user": "1",
    "heads_limit": "999",
    "fire_limit": "999",
    "verified_at": "2026-01-01",
    "sure": "",  # with this tick people delete themselves
}


def protected():
    """What no parent's form may touch, whatever it sends: sign-ins, roles, and who signs in for which household."""
    kept = ["email", "roles", "is_staff", "is_superuser", "is_active"]
    people = [model_to_dict(user, kept) for user in User.objects.order_by("pk")]
    return people, list(Carer.objects.exclude(user=None).order_by("pk").values_list("user", "family"))


@pytest.mark.parametrize("address", [a for a in ADDRESSES if ":" in a.name], ids=str)
def test_a_form_takes_what_it_asks_for_and_nothing_else(address, cast, bea, client, sign_in):
    url = url_of(address, cast)
    before = protected()
    sign_in(cast.amina).post(url, POISON)
    assert protected() == before
