"""One value at a time: what a hub writes, and what we make of it."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signposting.familyhub import dates, keys, positions, schedules, text, typed, values
from signposting.familyhub.normalise import record

AT = datetime(2026, 2, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("<p>Toys &amp; <b>tea</b></p>", "Toys & tea", id="markup"),
        pytest.param("<p>One</p><p>Two</p>", "One\nTwo", id="paragraphs stay apart"),
        pytest.param("&lt;b&gt;not bold&lt;/b&gt;", "<b>not bold</b>", id="decoded once"),
        pytest.param("a<script>alert(1)</script>b", "ab", id="script goes with what it holds"),
        pytest.param("babies < 1 year", "babies < 1 year", id="a sign that is no tag"),
        pytest.param("caf\u00c3\u00a9", "café", id="mojibake"),
        pytest.param("\u00c3\u00a2\u00e2\u201a\u00ac\u00e2\u201e\u00a2s", "’s", id="mojibake twice"),
        pytest.param("It\u00e2\u20ac\u2122s", "It’s", id="mojibake quote"),
        pytest.param("Tots\ud7fc \ue000and \u0601Co", "Tots and Co", id="signs of no alphabet"),
        pytest.param("advice or\u00c2 guidance", "advice or guidance", id="half of a broken wide space"),
        pytest.param(
            "CROESO \u00c2 PHLANT. Â chariad", "CROESO Â PHLANT. Â chariad", id="Welsh is not half of anything"
        ),
        pytest.param("Château à Genève", "Château à Genève", id="French is not mojibake"),
        pytest.param("a\u200bb\ufeff\u202ec\x07", "abc", id="invisible signs"),
        pytest.param("  a \t b\r\n\r\nc ", "a b\nc", id="white space"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("null", "", id="the word null"),
        pytest.param(None, "", id="nothing"),
        pytest.param(["x"], "", id="a list is no text"),
    ],
)
def test_text_is_plain(written, read):
    assert text.plain(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("www.a.example.org", ("https://www.a.example.org", "")),
        ("HTTPS://A.example.org/B?utm_source=x&b=1", ("https://a.example.org/B?b=1", "")),
        ("http://www.example.com", (None, "")),
        ("https://a.example.org/null", (None, "")),
        ("", (None, "")),
        ("javascript:alert(1)", (None, "bad_url")),
        ("data:text/html,x", (None, "bad_url")),
        ("https://good.example.org@evil.example", (None, "bad_url")),
        ("https://no-dots", (None, "bad_url")),
        ("see our page", (None, "bad_url")),
        ("http://[::1", (None, "bad_url")),
        ("a.example.org:8080/x", ("https://a.example.org:8080/x", "")),
    ],
)
def test_web_addresses(written, read):
    assert values.url(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ann@Example.ORG", ("Ann@Example.ORG", "")),
        ("mailto:a@b.org", ("a@b.org", "")),
        ("x@noemail.invalid", (None, "")),
        ("a@b.org; c@d.org", ("a@b.org", "bad_email")),
        ("ring us", (None, "bad_email")),
        (None, (None, "")),
    ],
)
def test_email_addresses(written, read):
    assert values.email(written) == read


@pytest.mark.parametrize(
    ("low", "high", "read"),
    [
        ("0", "5", (0, 5, set())),
        (-1, -1, (None, None, set())),
        ("6 months", "2 years", (0.5, 2, set())),
        (5, 2, (None, None, {"bad_age"})),
        ("lots", None, (None, None, {"bad_age"})),
        (0, 99, (0, None, set())),
        (float("nan"), 4, (None, 4, {"bad_age"})),
        (None, 500, (None, None, {"bad_age"})),
        (1.5, 4.0, (1.5, 4, set())),
    ],
)
def test_ages(low, high, read):
    assert values.ages(low, high) == read


@pytest.mark.parametrize(
    ("written", "shown", "digits"),
    [
        ("+44 (0)117 496 0001", "0117 496 0001", "01174960001"),
        ("0044 117 4960001", "0117 496 0001", "01174960001"),
        ("01174960001", "0117 496 0001", "01174960001"),
        ("0203 289 6420 Ext 303", "0203 289 6420 Ext 303", "02032896420303"),
        ("none", None, ""),
    ],
)
def test_phone_numbers(written, shown, digits):
    assert values.phone(written) == shown
    assert values.digits(shown or "") == digits


@pytest.mark.parametrize(
    ("costs", "said", "free"),
    [
        ([{"option": "Child", "amount": 0}], None, True),
        ([{"option": "Free"}], None, True),
        ([{"option": "Donations welcome"}], None, True),
        ([{"option": "Free tea, £2 a family"}], None, False),
        ([{"option": "First visit", "amount": 0}, {"option": "Then", "amount": "£1.50"}], None, False),
        ([{"option": "Ask us"}], None, None),
        ([{"option": "smoke-free hall"}], None, None),
        ([], "true", True),
        ([], None, None),
    ],
)
def test_free_is_not_the_same_as_not_known(costs, said, free):
    assert record({"name": "x", "cost_options": costs, "free": said}, at=AT).facts["free"] is free


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("09:30:00Z", time(9, 30)), ("9.30 am", time(9, 30)), ("9pm", time(21)), ("12am", time(0)), ("noon", time(12)),
        ("0930", time(9, 30)), ("2026-01-01T09:30:00Z", time(9, 30)), ("25:00", None), ("half nine", None), ("9", None),
    ],
)  # fmt: skip
def test_times_are_by_uk_clocks(written, read):
    assert dates.wall(written) == read


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"freq": "WEEKLY", "byday": "TH,TU", "opens_at": "9:00", "closes_at": "10:00"}, "WEEKLY/1 TU,TH 09:00-10:00"),
        ({"weekday": 7, "opens_at": "9:00", "closes_at": "10:00"}, "WEEKLY/1 SU 09:00-10:00"),
        ({"weekday": "Weds"}, "WEEKLY/1 WE"),
        ({"byday": "MO-FR"}, "WEEKLY/1 MO,TU,WE,TH,FR"),
        ({"byday": "weekdays"}, "WEEKLY/1 MO,TU,WE,TH,FR"),
        ({"byday": "1TH"}, "MONTHLY/1 1TH"),
        ({"byday": "last Friday", "freq": "monthly"}, "MONTHLY/1 -1FR"),
        ({"freq": "FORTNIGHTLY", "byday": "MO"}, "WEEKLY/2 MO"),
        ({"freq": "MONTHLY", "bymonthday": "5,-1"}, "MONTHLY/1 5,-1"),
        ({"freq": "WEEKLY", "dtstart": "2026-02-03"}, "WEEKLY/1 TU"),
        ({"description": "Now and then"}, ""),
    ],
)
def test_timetables_are_written_one_way(row, line):
    assert schedules.written(schedules.schedule(row)[0]) == line


@pytest.mark.parametrize(
    ("row", "yes", "no"),
    [
        ({"byday": "1SA"}, date(2026, 2, 7), date(2026, 2, 14)),
        ({"byday": "-1FR"}, date(2026, 2, 27), date(2026, 2, 20)),
        (
            {"freq": "WEEKLY", "interval": 2, "byday": "TU", "dtstart": "2026-02-03"},
            date(2026, 2, 17),
            date(2026, 2, 10),
        ),
        ({"byday": "TU", "valid_to": "2026-02-10"}, date(2026, 2, 10), date(2026, 2, 17)),
        ({"byday": "TU", "valid_from": "2026-02-10"}, date(2026, 2, 10), date(2026, 2, 3)),
        ({"freq": "MONTHLY", "bymonthday": "-1"}, date(2026, 2, 28), date(2026, 2, 27)),
    ],
)
def test_a_timetable_knows_its_days(row, yes, no):
    read, _odd = schedules.schedule(row)
    assert schedules.runs_on(read, yes)
    assert not schedules.runs_on(read, no)


@pytest.mark.parametrize(
    ("written", "read"),
    [("bs14dj", "BS1 4DJ"), (" HP21 ", "HP21"), ("4 Church Lane, BS1 4DJ", "BS1 4DJ"), ("nowhere", None), ("", None)],
)
def test_postcodes(written, read):
    assert positions.postcode(written) == read


def test_a_position_far_from_its_postcode_gives_way_to_it():
    there = positions.position(55.95, -3.19, "BS1 4DJ")
    assert (there.by, there.wrong) == ("postcode", True)
    assert positions.kilometres((there.latitude, there.longitude), (51.4517, -2.5969)) < 2


@pytest.mark.parametrize("field", ["schedules", "costs", "locations", "phones"])
def test_what_a_reviewer_sees_in_the_box_reads_back_the_same(field):
    raw = {
        "name": "x",
        "schedules": [{"byday": "TU,TH", "opens_at": "09:30", "closes_at": "11:00", "description": "term time only"}],
        "cost_options": [{"option": "for each family", "amount": 2}],
        "locations": [{"name": "Hall", "address_1": "4 Lane", "postal_code": "BS1 4DJ"}],
        "contacts": [{"phone": "0117 496 0001"}],
    }  # fmt: skip
    value = record(raw, at=AT).facts[field]
    again = typed.read(field, typed.spoken(field, value))
    assert typed.spoken(field, again) == typed.spoken(field, value)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
NAMES = [
    "name", "description", "url", "email", "status", "alert", "minimum_age", "maximum_age", "cost_options", "free",
    "schedules", "regular_schedules", "service_at_locations", "locations", "contacts", "phones", "languages",
    "attributes", "taxonomies", "organization", "assured_date", "last_modified", "eligibilitys", "pc_metadata",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=8))
def test_no_record_is_too_odd_to_read(raw):
    """Whatever comes, it is read into the same shape, and reading what was read changes nothing."""
    facts = record(raw, at=AT).facts
    assert keys.differing(facts, facts) == []
    assert all(sign.isprintable() or sign == "\n" for sign in facts["name"])
    assert not facts["url"] or facts["url"].startswith(("http://", "https://"))


COSMETIC = [
    lambda words: f"<p>{words}</p>",
    lambda words: f"  {words.replace(' ', chr(0xA0))} ",
    str.upper,
    lambda words: words.replace("'", "’"),
    lambda words: words.encode().decode("cp1252", "replace") if words.isascii() else words,
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(COSMETIC), max_size=4), st.permutations(range(3)))
def test_cosmetic_changes_are_no_changes(mutations, order):
    rows = [
        {"id": n, "byday": day, "opens_at": "9:00", "closes_at": "10:00"} for n, day in enumerate(("MO", "TU", "WE"))
    ]
    plain = {"name": "Rhyme Time", "description": "Songs for mum's little ones", "schedules": rows}
    words = plain["description"]
    for mutate in mutations:
        words = mutate(words)
    odd = plain | {"description": words, "schedules": [rows[place] | {"id": f"z{place}"} for place in order]}
    assert keys.differing(record(plain, at=AT).facts, record(odd, at=AT).facts) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Rhyme Times"}, "name"),
        ({"phones": [{"number": "0117 496 0002"}]}, "phones"),
        ({"schedules": [{"byday": "TU", "opens_at": "09:30", "closes_at": "10:30"}]}, "schedules"),
        ({"minimum_age": 1}, "minimum_age"),
        ({"status": "defunct"}, "status"),
        ({"cost_options": [{"option": "Child", "amount": 1}]}, "costs"),
    ],
)
def test_real_changes_are_noticed(change, field):
    plain = {
        "name": "Rhyme Time", "status": "active", "minimum_age": 0, "phones": [{"number": "0117 496 0001"}],
        "schedules": [{"byday": "TU", "opens_at": "09:30", "closes_at": "10:00"}],
        "cost_options": [{"option": "Child", "amount": 0}],
    }  # fmt: skip
    changed = keys.differing(record(plain, at=AT).facts, record(plain | change, at=AT).facts)
    assert field in changed
    assert set(changed) - {field} <= {"free"}
