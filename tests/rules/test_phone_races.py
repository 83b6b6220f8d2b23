"""Two of us ring the same service at the same moment: both answers are kept, whichever comes first."""

import pytest

from signposting.models import Correction, PhoneCall, Service
from signposting.services import phoning
from signposting.services.phoning import Said
from tests.cast import ServiceFactory
from tests.rules.test_signposting_races import together

pytestmark = pytest.mark.django_db(transaction=True)
OLD, RITAS, CAROLS = ["0117 496 0100"], ["0117 496 0111"], ["0117 496 0222"]


def both_ring(rita, carol):
    """Each has heard another number; what parents see and what waits at the desk afterwards."""
    service = ServiceFactory(phones=OLD)
    together(
        lambda: phoning.save(service, [Said("phones", "changed", OLD, RITAS)], by=rita),
        lambda: phoning.save(service, [Said("phones", "changed", OLD, CAROLS)], by=carol),
    )
    shown = Service.objects.get(pk=service.pk).phones
    return [shown, *Correction.objects.waiting().filter(service=service).values_list("value", flat=True)]


def test_two_callers_lose_no_answer(rita, carol):
    for _ in range(5):
        assert sorted(both_ring(rita, carol)) == [RITAS, CAROLS]
    assert PhoneCall.objects.count() == 10


def test_without_the_lock_an_answer_is_lost(rita, carol, monkeypatch):
    monkeypatch.setattr(phoning, "_locked", lambda service: Service.objects.get(pk=service.pk))
    assert any(sorted(both_ring(rita, carol)) != [RITAS, CAROLS] for _ in range(20))
