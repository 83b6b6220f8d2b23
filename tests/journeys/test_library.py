"""Carol keeps a library; anybody reads and takes along; parents say something, and are given what helps."""

import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.pdf import pages
from signposting.models import Comment, Handed, Resource
from tests.cast import CommentFactory, OccurrenceFactory, bring, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early")]
HOME, LIBRARY, DESK = (reverse(name) for name in ("portal:home", "signposting:library", "signposting:library_desk"))
LATER = clock.today() + timedelta(days=90)
REVIEW = {"review_on_day": LATER.day, "review_on_month": LATER.month, "review_on_year": LATER.year}
LEAFLET = {
    "title": "Safe sleep", "about": "sleep", "ages": ["new"], "language": "pl", "words": "Na plecach.", "source": "NHS",
}  # fmt: skip


@pytest.fixture
def anybody():
    return Client()


def page_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def new(kind):
    return reverse("signposting:new_resource", args=[kind])


def at(name, row):
    return reverse(f"signposting:{name}", args=[row.code])


def pdf(data=None):
    return {"file": SimpleUploadedFile("leaflet.pdf", data or pages("Na plecach.", title="Sen"))}


def put_in(staff, **more):
    staff.post(new("leaflet"), LEAFLET | REVIEW | more)
    return Resource.objects.get()


def test_a_leaflet_is_put_in_found_by_age_and_language_and_taken_along(anybody, carol, amina, sign_in):
    staff, parent = sign_in(carol), client_of(amina)
    assert LIBRARY not in page_of(parent, HOME), "an empty library is in nobody’s way"
    assert DESK in page_of(staff, reverse("signposting:kept"))
    assert new("leaflet") in page_of(staff, DESK)
    resource = put_in(staff, **pdf())
    assert LIBRARY in page_of(parent, HOME)
    assert LIBRARY in page_of(anybody, reverse("signposting:directory"))
    assert "Safe sleep" in page_of(parent, LIBRARY + "?age=new&language=pl")
    assert "Nothing fits" in page_of(parent, LIBRARY + "?age=three")
    assert "Nothing fits" in page_of(parent, LIBRARY + "?language=ar")
    page = page_of(anybody, at("resource", resource))
    assert "Na plecach." in page
    assert "NHS" in page
    taken = anybody.get(reverse("signposting:resource_file", args=[resource.code, 1]))
    assert (taken["Content-Type"], taken["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken.content.startswith(b"%PDF-")


def test_new_words_are_a_new_edition_and_the_old_file_leads_to_them(anybody, carol, sign_in):
    staff = sign_in(carol)
    resource = put_in(staff, **pdf())
    staff.post(at("edit_resource", resource), LEAFLET | REVIEW | {"words": "Zawsze.", "changed": "Now it says always"})
    page = page_of(anybody, at("resource", resource))
    assert "Zawsze." in page
    assert "Now it says always" in page
    assert "Take the PDF" not in page, "it may say other things"
    old = reverse("signposting:resource_file", args=[resource.code, 1])
    assert anybody.get(old).url == at("resource", resource)
    assert client_of(carol).get(old).status_code == 200
    assert anybody.get(reverse("signposting:resource_file", args=[resource.code, 9])).status_code == 404


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"<html>hello</html>", "This is not a PDF", id="another thing under the name"),
        pytest.param(pages("x", title="x") + b"<script>" + b" " * 2000, "This is not a PDF", id="something after it"),
        pytest.param(b"%PDF-1.4 /Open#41ction /J#61vaScript %%EOF", "has a program", id="a program, its name in code"),
        pytest.param(
            b"%PDF-1.5 1 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n"
            + zlib.compress(b"<< /S /Launch >>") + b"\nendstream %%EOF", "has a program", id="a program, packed",
        ),
        pytest.param(b"%PDF-1.4" + b" " * 2_100_000 + b"%%EOF", "up to 2 megabytes", id="too large"),
    ],
)  # fmt: skip
def test_a_file_that_is_more_than_pages_is_not_taken(data, says, carol, sign_in):
    said = sign_in(carol).post(new("leaflet"), LEAFLET | REVIEW | pdf(data)).content.decode()
    assert says in said
    assert not Resource.objects.exists()


def test_a_wrong_address_is_said_in_plain_words(carol, sign_in):
    page = sign_in(carol).post(new("link"), LEAFLET | REVIEW | {"url": "not an address"}).content.decode()
    assert "This is no web address. Copy it from the top line of the browser." in page


def test_a_video_has_captions_and_a_transcript(anybody, carol, sign_in):
    staff, video = sign_in(carol), LEAFLET | REVIEW | {"url": "https://video.example/sleep"}
    assert "Without captions, deaf parents are left out" in staff.post(new("video"), video).content.decode()
    staff.post(new("video"), video | {"captions": "Polish", "transcript": "Good evening."})
    assert "Good evening." in page_of(anybody, at("resource", Resource.objects.get()))


def test_it_is_shown_then_warned_of_then_hidden_and_brought_back_by_a_look(anybody, carol, sign_in):
    staff = sign_in(carol)
    resource = put_in(staff)
    Resource.objects.update(review_on=clock.today())
    assert "have not yet" in page_of(anybody, at("resource", resource))
    Resource.objects.update(review_on=clock.today() - timedelta(days=90))
    assert anybody.get(at("resource", resource)).status_code == 404
    assert "Safe sleep" not in page_of(anybody, LIBRARY)
    assert "Hidden: too old" in page_of(staff, DESK)
    assert "Safe sleep" in page_of(staff, reverse("signposting:kept"))
    staff.post(reverse("signposting:still_right", args=["resource", resource.code]))
    assert "have not yet" not in page_of(anybody, at("resource", resource))
    staff.post(at("resource_off", resource))
    assert anybody.get(at("resource", resource)).status_code == 404


def test_a_comment_is_read_by_us_before_others_see_it(anybody, amina, bea, carol, sign_in):
    staff, parent = sign_in(carol), client_of(amina)
    resource = put_in(staff)
    page = at("resource", resource)
    parent.post(at("comment", resource), {"words": "On our fridge."})
    parent.post(at("comment", resource), {"words": "On our fridge."})
    assert Comment.objects.count() == 1
    assert "We read it first" in page_of(parent, page)
    assert "On our fridge." not in page_of(client_of(bea), page)
    assert "On our fridge." in page_of(staff, DESK)
    staff.post(reverse("signposting:decide_comment", args=[Comment.objects.get().code]), {"state": "shown"})
    assert "On our fridge." in page_of(anybody, page)
    assert "Amina" not in page_of(anybody, page)


@pytest.mark.parametrize("who", ["whoever wrote it", "one of us", "another parent"])
def test_a_comment_is_taken_away_again(who, anybody, amina, bea, carol, sign_in):
    staff = sign_in(carol)
    resource = put_in(staff)
    said = CommentFactory(resource=resource, words="On our fridge.", state="shown", by=amina)
    client = {"whoever wrote it": client_of(amina), "one of us": staff, "another parent": client_of(bea)}[who]
    name = "decide_comment" if who == "one of us" else "take_back_comment"
    address, page = reverse(f"signposting:{name}", args=[said.code]), at("resource", resource)
    assert (address in page_of(client, page)) == (who != "another parent")
    client.post(address, {"state": "kept_back"})
    assert ("On our fridge." in page_of(anybody, page)) == (who == "another parent")


def test_it_is_handed_out_at_a_session_and_to_one_family(amina, bea, carol, sign_in):
    staff = sign_in(carol)
    session = OccurrenceFactory(day=clock.today())
    bring(session, amina)
    resource = put_in(staff)
    hand_out = reverse("portal:hand_out", args=[session.code])
    assert hand_out in page_of(staff, reverse("sessions:register", args=[session.code]))
    assert "Safe sleep" in page_of(staff, hand_out)
    picked = {"resource": str(resource.code)}
    assert "Given to 1 family" in staff.post(hand_out, picked, follow=True).content.decode()
    assert "Given to 0 families" in staff.post(hand_out, picked, follow=True).content.decode()
    family = bea.carer.family
    give = reverse("portal:give_resource", args=[family.code])
    assert give in page_of(staff, reverse("portal:family", args=[family.code]))
    staff.post(give, picked)
    assert set(Handed.objects.values_list("family", flat=True)) == {family.pk, amina.carer.family.pk}
    assert "Safe sleep" in page_of(client_of(amina), reverse("signposting:my_slips"))
    assert reverse("signposting:my_slips") in page_of(client_of(amina), HOME)


def test_whoever_keeps_the_library_hears_that_a_comment_waits(carol, sign_in):
    CommentFactory(state="waiting")
    CommentFactory(state="shown")
    carols = sign_in(carol)
    assert "1 comment to read." in carols.get(HOME).content.decode()
    page = carols.get(reverse("signposting:kept")).content.decode()
    assert "A parent’s comment waits for one of us to read it." in page
    assert "1 comment to read<" in page
