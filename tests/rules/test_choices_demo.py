"""The demo's families have chosen and told, each in its own way."""

import pytest
from django.core.management import call_command

from families.models import AboutMe, Child, Consent
from groupsite.portal.seed import people


@pytest.mark.django_db
def test_the_demo_shows_every_kind_of_choice(settings):
    settings.DEMO = True
    call_command("seed_demo", families=14, weeks=1, verbosity=0)
    said = set(Consent.objects.values_list("purpose", "given"))
    assert {("photo_wall", True), ("photo_wall", False), ("photo_press", False), ("say_hello", True)} <= said
    assert Consent.objects.filter(how="spoken", entered_by__email=people.CAROL.email).exists()
    assert not Consent.objects.filter(purpose="say_hello", carer__email=people.AMINA.email).exists()
    assert AboutMe.objects.count() >= 3
    assert any(child.helps for child in Child.objects.all())
    assert any(child.health_note for child in Child.objects.all())
