"""What we publish: valid against the official and the strict schemas, only what may be given away, never a lie."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groupsite.kit import clock
from signposting.familyhub import typed
from signposting.models import Label, Service
from signposting.services import asking, desk, internal
from tests.cast import ServiceFactory, SourceFactory, SourceRecordFactory, UserFactory
from tests.oruk.feed import STRICT_SERVICE, feed_faults, told

pytestmark = pytest.mark.django_db
HALL = "St Anne's Hall, 4 Church Lane, Bristol, Avon, BS1 4DJ"


def full_service(**facts):
    return ServiceFactory(**{
        "name": "Rhyme Time",
        "description": "Songs.\nAnd stories.",
        "organisation": "St Anne's",
        "url": "https://rhyme.example.org",
        "email": "rhyme@example.org",
        "phones": ["0117 496 0001"],
        "minimum_age": 0,
        "maximum_age": 4.5,
        "costs": typed.read("costs", "£2 for each family\nfree for babies"),
        "schedules": typed.read(
            "schedules", "Tuesday 9:30am to 11am, term time only\nfirst Saturday 10:00 to 12:00\nNow and then"
        ),
        "locations": typed.read("locations", f"{HALL}\nSomewhere"),
        "categories": ["Parent and toddler groups"],
        "languages": ["English"],
        "service_areas": ["Bristol"],
        "closures": [{"start": "2026-12-20", "end": "2027-01-03"}],
        **facts,
    })  # fmt: skip


def get(view, *args, query="", **headers):
    return Client().get(reverse(f"signposting:{view}", args=args) + query, headers=headers)


def ids(query=""):
    return [row["id"] for row in get("feed_services", query=query).json()["contents"]]


# -- Valid -----------------------------------------------------------------------------------------


def test_an_empty_directory_is_a_valid_feed():
    assert feed_faults() == []


def test_full_bare_odd_and_withdrawn_services_are_valid():
    full_service()
    ServiceFactory(name="Bare", status=None)
    ServiceFactory(name="Odd", status="Sometimes open")
    SourceRecordFactory(service__name="A hub's", raw={"provenance": [{"id": "x", "url": None}, "odd", {"id": 3}]})
    asking.take_off(ServiceFactory(name="Off"), by=None)
    assert feed_faults() == []


def test_the_schema_would_notice_a_null():
    assert told(STRICT_SERVICE, {"id": None}) != []


# -- What may be given away ------------------------------------------------------------------------


def hubs(licence):
    return lambda: ServiceFactory(origin=SourceFactory(licence=licence))


@pytest.mark.parametrize(
    ("make", "published"),
    [
        pytest.param(ServiceFactory, True, id="ours"),
        pytest.param(hubs("OGL-3.0"), True, id="a hub's, under an open licence"),
        pytest.param(hubs(""), False, id="a hub's, licence not known"),
        pytest.param(hubs("permission"), False, id="a hub's, shown by permission"),
        pytest.param(lambda: ServiceFactory(state="waiting", listed_at=None), False, id="waiting"),
        pytest.param(lambda: ServiceFactory(state="declined", listed_at=None), False, id="never listed"),
        pytest.param(lambda: ServiceFactory(state="internal"), False, id="for us only"),
        pytest.param(lambda: ServiceFactory(categories=["Women's refuges"]), False, id="a refuge by category"),
        pytest.param(lambda: ServiceFactory(name="Rose Refuge"), False, id="a refuge by name"),
        pytest.param(lambda: ServiceFactory(name="Refugee families' café"), True, id="refugees are not a refuge"),
    ],
)
def test_only_what_we_may_give_away_is_published(make, published):
    shown = make()
    assert ids() == [str(shown.code)] * published
    assert get("feed_service", shown.code).status_code == (200 if published else 404)
    assert get("feed_organisations").json()["total_items"] == published


def test_a_hubs_record_names_its_source_and_is_not_sent_back_to_it():
    further = [{"id": "X1", "publisher": "Another portal", "licence": "CC-BY-4.0"}]
    record = SourceRecordFactory(
        source__name="Bristol", source__root="https://hub.example/api", hub_id="B7", raw={"provenance": further}
    )
    told_of_it = get("feed_service", record.service.code).json()["provenance"]
    first = {"id": "B7", "publisher": "Bristol", "url": "https://hub.example/api", "licence": "OGL-3.0"}
    assert told_of_it == [first, *further]
    ours = ServiceFactory()
    back = Client().get(reverse("signposting:feed_services", kwargs={"source": record.source.code})).json()
    assert [row["id"] for row in back["contents"]] == [str(ours.code)]


def test_a_hidden_place_stays_hidden():
    hidden = typed.read("locations", HALL)[0] | {"hidden": True, "latitude": 51.45678, "longitude": -2.59876}
    shown = full_service(locations=[hidden | {"by": "given"}])
    place = get("feed_service", shown.code).json()["service_at_locations"][0]["location"]
    assert (place["latitude"], place["longitude"], place["postal_code"]) == (51.46, -2.6, "BS1")
    assert "addresses" not in place
    assert shown.spots.get().latitude == 51.46, "nor can a search by distance find it out"


def test_a_place_known_by_its_postcode_alone_is_not_published_as_exact():
    shown = full_service(locations=typed.read("locations", HALL))
    place = get("feed_service", shown.code).json()["service_at_locations"][0]["location"]
    assert "latitude" not in place
    assert place["addresses"][0]["postal_code"] == "BS1 4DJ"


def test_a_closed_service_is_told_for_ninety_days_and_then_goes(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)
    shown = ServiceFactory()
    shown.tell({"status": "defunct"})
    shown.save()
    assert get("feed_service", shown.code).json()["status"] == "defunct"
    time_machine.shift(timedelta(days=89))
    shown.tell({"description": "We miss it."})
    shown.save()
    assert ids() == [str(shown.code)]
    time_machine.shift(timedelta(days=1, seconds=1))
    assert ids() == [], "a later edit does not begin the ninety days anew"
    shown.tell({"status": "active"})
    shown.save()
    assert ids() == [str(shown.code)], "it has opened again"


def test_what_was_taken_off_is_named_and_no_more():
    shown = full_service()
    asking.take_off(shown, by=None)
    assert set(get("feed_service", shown.code).json()) == {
        "id", "name", "status", "last_modified", "organization_id", "organization",
    }  # fmt: skip
    assert get("feed_places").json()["empty"]


ASKED_OF_ITS_FACTS = [
    "?search=rhyme", "?minimum_age=0", "?maximum_age=5", "?day=TU", "?postcode=BS1%204DJ&proximity=2000",
]  # fmt: skip


def test_what_became_ours_alone_is_told_as_gone_and_without_a_word(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)
    shown = full_service()
    label = Label.objects.get(name="St Anne's")
    internal.keep_for_us(shown, by=None)
    internal.change(shown, {"description": "The key is with Jo."}, use="venue", by=None)
    row = get("feed_service", shown.code).json()
    assert (row["name"], row["status"], row["organization"]["name"]) == ("Withdrawn", "inactive", "Withdrawn")
    assert set(row) == {"id", "name", "status", "last_modified", "organization_id", "organization"}
    assert feed_faults() == []
    assert ids() == [str(shown.code)]
    assert [ids(query) for query in ASKED_OF_ITS_FACTS] == [[]] * len(ASKED_OF_ITS_FACTS)
    assert ids(f"?organization_id={label.code}") == []
    for view in ("feed_organisations", "feed_terms", "feed_taxonomies", "feed_places"):
        assert get(view).json()["empty"], view
    time_machine.shift(timedelta(days=90, seconds=1))
    assert ids() == []


def test_what_was_ours_alone_from_the_beginning_is_never_told():
    ours = internal.write_down({"name": "Caretaker"}, use="venue", by=UserFactory())
    desk.edit_field(ours, "status", "defunct", by=None)
    assert ids() == []


def test_what_families_may_see_again_is_told_as_before():
    shown = full_service()
    internal.keep_for_us(shown, by=None)
    internal.open_to_families(shown, by=None)
    assert get("feed_service", shown.code).json()["name"] == "Rhyme Time"


# -- Dates and numbers -----------------------------------------------------------------------------


def test_the_dates_are_ours():
    checked = clock.now() - timedelta(days=3)
    shown = ServiceFactory(verified_at=checked, hub_assured_date=clock.today())
    row = get("feed_service", shown.code).json()
    assert row["assured_date"] == clock.local(checked).date().isoformat()
    assert row["last_modified"].endswith("Z")
    assert len(row["last_modified"]) == len("2026-01-31T09:30:00.000Z")


def test_numbers_are_stored_and_shared():
    one, other = full_service(), full_service(name="Another")
    first, second = (get("feed_service", row.code).json() for row in (one, other))
    assert first["organization_id"] == second["organization_id"] == str(Label.objects.get(name="St Anne's").code)
    term = first["attributes"][0]["taxonomy_term"]
    assert get("feed_term", term["id"]).json() == term
    place = first["service_at_locations"][0]
    assert get("feed_place", place["id"]).json()["location"] == place["location"]
    assert get("feed_organisation", first["organization_id"]).json() == first["organization"]
    assert get("feed_taxonomy", term["taxonomy_id"]).json()["name"] == "Categories"


# -- Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "view", ["feed_services", "feed_organisations", "feed_terms", "feed_taxonomies", "feed_places"]
)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 400), ("page=-1", 400), ("page=x", 400), ("page=1.0", 400), ("page=", 400), ("page=99", 200),
        ("page=999999999999999", 200), ("per_page=0", 400), ("per_page=ten", 400), ("per_page=100000", 200),
        ("format=ndjson", 400), ("format=json", 200), ("minimal=true", 400), ("nonsense=1", 200),
    ],
)  # fmt: skip
def test_odd_pages_are_answered_plainly(query, status, view):
    full_service()
    answer = get(view, query="?" + query)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, "*")
    if status == 400:
        assert query.partition("=")[0] in answer.json()["error"]
    elif "page=99" in query:
        assert (answer.json()["empty"], answer.json()["last_page"]) == (True, True)


def test_page_after_page_tells_every_service_once():
    made = {str(service.code) for service in ServiceFactory.create_batch(7)}
    pages = [get("feed_services", query=f"?per_page=3&page={number}").json() for number in (1, 2, 3)]
    assert [(page["size"], page["first_page"], page["last_page"]) for page in pages] == [
        (3, True, False), (3, False, False), (1, False, True),
    ]  # fmt: skip
    seen = [row["id"] for page in pages for row in page["contents"]]
    assert seen == sorted(made)


# -- Asking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=rhyme", True), ("search=football", False), ("minimum_age=0", True), ("minimum_age=1", False),
        ("maximum_age=4.5", True), ("maximum_age=4", False), ("day=TU", True), ("day=Saturday", True),
        ("day=WE", False), ("day=TU&start_time=09:30", True), ("day=TU&start_time=10:00", False),
        ("day=TU&end_time=11:00", True), ("day=TU&end_time=10:59", False), ("start_time=10:00&end_time=12:00", True),
        ("postcode=BS1 4DJ", True), ("postcode=bs14dj&proximity=100", True), ("postcode=EH1 1AA", False),
        ("taxonomy_id={taxonomy}", True), ("taxonomy_term_id={term}", True), ("organization_id={organisation}", True),
        ("taxonomy_term_id={organisation}", False), ("modified_after=2020-01-01T00:00:00Z", True),
        ("modified_after=2099-01-01T00:00:00Z", False),
    ],
)  # fmt: skip
def test_what_is_asked_narrows(query, found):
    shown = full_service()
    query = query.format(**{label.kind: label.code for label in Label.objects.all()})
    assert ids("?" + query) == [str(shown.code)] * found
    assert bool(get("feed_places", query="?" + query).json()["total_items"]) is found


@pytest.mark.parametrize(
    "query",
    [
        "day=Someday", "day=MO,TU", "day=1SA", "start_time=soon", "minimum_age=young", "maximum_age=-1",
        "minimum_age=nan", "taxonomy_id=7", "taxonomy_term_id=x", "organization_id=x", "postcode=nowhere",
        "proximity=100", "postcode=BS1 4DJ&proximity=far", "postcode=BS1 4DJ&proximity=9999999", "full=perhaps",
        "modified_after=lately", "search=%00", "search=",
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said(query):
    answer = get("feed_services", query="?" + query)
    assert answer.status_code == 400
    assert query.split("&")[-1].partition("=")[0] in answer.json()["error"]


def test_full_rows_are_the_records():
    shown = full_service()
    assert get("feed_services", query="?full=true").json()["contents"] == [get("feed_service", shown.code).json()]


# -- How it answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["feed_root", "feed_services", "feed_service", "feed_places"])
def test_what_has_not_changed_is_not_sent_again(view):
    shown = full_service()
    args = [shown.code] if view == "feed_service" else []
    first = get(view, *args)
    again = get(view, *args, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    Service.objects.update(alert="Shut on Monday")
    changed = get(view, *args, if_none_match=first.headers["ETag"])
    assert changed.status_code == (304 if view == "feed_root" else 200)


def test_a_date_alone_is_enough_for_one_service_and_not_for_a_list():
    """A list whose row has gone looks no younger than before."""
    shown = full_service()
    for view, args, status in (("feed_service", [shown.code], 304), ("feed_services", [], 200)):
        last = get(view, *args).headers["Last-Modified"]
        assert get(view, *args, if_modified_since=last).status_code == status


def test_head_says_the_same_without_the_words():
    full_service()
    url = reverse("signposting:feed_services")
    head, whole = Client().head(url), Client().get(url)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200), ("services", 200), ("services/no-number", 404), ("nothing/here", 404),
        ("services/00000000-0000-4000-8000-000000000000", 404), ("services?page=0", 400),
    ],
)  # fmt: skip
def test_every_site_may_read_it_and_its_errors(path, status):
    url = reverse("signposting:feed_root") + path
    answer = Client().get(url, headers={"origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, "*")
    assert answer.headers["Content-Type"] == "application/json"
    flight = Client().options(url, headers={"origin": "https://elsewhere.example"})
    assert (flight.status_code, flight.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    written = Client().post(url)
    assert (written.status_code, written.headers["Access-Control-Allow-Origin"]) == (405, "*")


def test_who_asks_too_often_is_told_when_to_come_back(settings, time_machine):
    time_machine.move_to("2026-03-02T09:00:20Z", tick=False)
    settings.OPEN_FEED_A_MINUTE = 2
    assert [get("feed_root").status_code for _ask in range(3)] == [200, 200, 429]
    refused = get("feed_root")
    assert (refused.headers["Retry-After"], refused.headers["Access-Control-Allow-Origin"]) == ("60", "*")
    time_machine.shift(60)
    assert get("feed_root").status_code == 200
