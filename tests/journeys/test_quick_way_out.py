"""A page that names a place nobody should read over a shoulder has a quick way out; others have not."""

import pytest
from django.urls import reverse

from tests.cast import KeptFactory, ServiceFactory, SharedEntryFactory, SlipEntryFactory, client_of

pytestmark = pytest.mark.django_db
OUT = "Leave this page quickly"


@pytest.mark.parametrize(("name", "out"), [("Domestic abuse helpline", True), ("Rhyme time", False)])
def test_slips_lists_and_results_have_it_where_they_name_such_a_place(name, out, amina):
    service = ServiceFactory(name=name)
    slip = SlipEntryFactory(service=service, slip__family=amina.carer.family).slip
    shared = SharedEntryFactory(service=service).shared
    KeptFactory(service=service, user=amina)
    pages = [
        reverse("signposting:slip", args=[slip.code]), reverse("signposting:my_slips"),
        reverse("signposting:my_list"), reverse("signposting:shared_list", args=[shared.code]),
        reverse("signposting:directory") + "?q=" + name.split()[0],
    ]  # fmt: skip
    seen = [OUT in client_of(amina).get(page).content.decode() for page in pages]
    assert seen == [out] * len(pages)
