"""Replays a story of what a hub answered (`oruk-scenario/1`) against the real sync, and compares what came of it."""

import html
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

import httpx
import time_machine
from django.test import Client
from django.urls import reverse

from groupsite.accounts.roles import Role
from signposting.familyhub import schedules, typed, values
from signposting.familyhub.client import Hub
from signposting.familyhub.normalise import first_place
from signposting.familyhub.positions import kilometres
from signposting.models import Pair, Service, Source
from signposting.queries import directory
from signposting.queries import queue as desk_queries
from signposting.services import freshness
from signposting.services.sync import sync
from tests.cast import person
from tests.oruk.feed import feed_faults, fetched
from tests.oruk.staff import staff_do, we_list

PLACE_FIELDS = {"postcode", "latitude", "longitude"}


class Pieces(httpx.SyncByteStream):
    """A body that arrives in two halves, as bodies do."""

    def __init__(self, body):
        self.body = body

    def __iter__(self):
        half = len(self.body) // 2
        yield self.body[:half]
        yield self.body[half:]


@dataclass
class Server(httpx.BaseTransport):
    """Answers as the story's routes say, and counts who was asked."""

    routes: list
    root: str
    hosts: list = field(default_factory=list)
    used: dict = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def handle_request(self, request):
        with self.lock:
            self.hosts.append(request.url.host)
            route = self.route(request) or {"status": 404, "text": ""}
        body = route["text"] if "text" in route else json.dumps(route.get("json"))
        return httpx.Response(
            route.get("status", 200), headers=route.get("headers") or {}, stream=Pieces(body.encode("utf-8"))
        )

    def route(self, request):
        root = urlsplit(self.root)
        path = request.url.path
        if request.url.host != root.hostname or not path.startswith(root.path):
            path = None
        path = path and ("/" + path[len(root.path) :].strip("/"))
        for place, route in enumerate(self.routes):
            if route["path"] != "*" and route["path"] != path:
                continue
            asked = request.url.params
            wanted = route.get("query") or {}
            if any(asked.get(name) != (None if value is None else str(value)) for name, value in wanted.items()):
                continue
            if self.used.get(place, 0) >= route.get("times", 10**9):
                continue
            self.used[place] = self.used.get(place, 0) + 1
            return route
        return None


def load(path):
    story = json.loads(Path(path).read_text(encoding="utf-8"))
    assert story["format"] == "oruk-scenario/1", f"{path} is in another format"
    return story


def replay(story):
    """Every run of the story in turn; a list of sentences about what did not come out as it should."""
    with time_machine.travel(story["runs"][0]["at"], tick=False):
        rita = person("Rita", Role.REVIEWER)
        licence = story.get("licence", "OGL-3.0")
        source = Source.objects.create(name="Hub", url=story["base_url"], licence=licence)
        we_list(story.get("ours") or {})
    faults = []
    for run in story["runs"]:
        with time_machine.travel(run["at"], tick=False):
            faults += [f"{run.get('label', run['at'])}: {fault}" for fault in play(run, story, source, rita)]
    return faults


def play(run, story, source, rita):
    at = datetime.fromisoformat(run["at"])
    staff_do(run.get("before") or {}, source, rita)
    before = what_parents_see()
    server = Server(run["routes"], story["root_url"])
    report = sync(source, at=at, hub=Hub(server, sleep=lambda seconds: None))
    freshness.refresh_all(at=at)
    judge = Judge(run["expect"], report, server, source, at, rita, unchanged=before == what_parents_see())
    return judge.faults()


def what_parents_see():
    return {service.code: json.dumps(service.facts(), sort_keys=True) for service in Service.objects.listed()}


# -- What must have come of it ---------------------------------------------------------------------


class Judge:
    def __init__(self, expect, report, server, source, at, rita, *, unchanged):
        self.expect, self.report, self.server, self.source = expect, report, server, source
        self.at, self.rita, self.unchanged = at, rita, unchanged
        self.records = {row.hub_id: row for row in source.records.select_related("service")}

    def faults(self):
        found = []
        for key, wanted in self.expect.items():
            check = getattr(self, f"check_{key}", None)
            found += [f"do not know what `{key}` means"] if check is None else [f"{key}: {f}" for f in check(wanted)]
        return found

    def sets(self, wanted, got):
        wanted, got = set(map(str, wanted)), set(got)
        return [] if wanted == got else [f"missing {sorted(wanted - got)}, too many {sorted(got - wanted)}"]

    def check_outcome(self, wanted):
        return (
            [] if self.report.outcome == wanted else [f"{self.report.outcome}, not {wanted} ({self.report.problems})"]
        )

    def check_source_ids(self, wanted):
        return self.sets(wanted, self.report.seen)

    def check_new(self, wanted):
        return self.sets(wanted, self.report.new)

    def check_vanished(self, wanted):
        return self.sets(wanted, self.report.vanished)

    def check_reappeared(self, wanted):
        return self.sets(wanted, self.report.reappeared)

    def check_changed(self, wanted):
        got = {name: set(fields) for name, fields in self.report.changed.items()}
        given = {
            str(name): {"locations" if f in PLACE_FIELDS else f for f in fields} for name, fields in wanted.items()
        }
        for name, fields in given.items():
            # Free or not is read off the prices, and asked about together with them.
            if "costs" in fields & got.get(name, set()):
                fields.discard("free")
        return [] if got == given else [f"{got}, not {given}"]

    def check_rekeyed(self, wanted):
        wanted = {str(old): str(new) for old, new in wanted.items()}
        waiting = {
            pair.first.hub_id: pair.second.hub_id
            for pair in Pair.objects.filter(kind=Pair.Kind.REKEYED).select_related("first", "second")
        }
        wrong = [f"{self.report.rekeyed}, not {wanted}"] if self.report.rekeyed != wanted else []
        return wrong + [f"{old} is not on the desk" for old, new in wanted.items() if waiting.get(old) != new]

    def check_problems(self, wanted):
        codes = {problem.code for problem in self.report.problems}
        return [] if set(wanted) <= codes else [f"{sorted(set(wanted) - codes)} not among {sorted(codes)}"]

    def check_problems_none(self, wanted):
        return [str(sorted(self.report.problems))] if wanted and self.report.problems else []

    def check_live_directory_changed(self, wanted):
        return [] if wanted is not self.unchanged else [f"parents see {'the same' if wanted else 'something else'}"]

    def check_live(self, wanted):
        listed = set(Service.objects.listed().values_list("pk", flat=True))
        return self.sets(wanted, [name for name, row in self.records.items() if row.service_id in listed])

    def check_published(self, wanted):
        told = {row["id"] for row in fetched(Client(), "feed_services")["contents"]}
        return self.sets(wanted, [name for name, row in self.records.items() if str(row.service.code) in told])

    def check_fields(self, wanted):
        return self.compare(wanted, lambda row: (row.theirs, row.hub_assured_date, row.hub_last_modified))

    def check_live_fields(self, wanted):
        listed = set(Service.objects.listed().values_list("pk", flat=True))
        hidden = [f"{name} is not live" for name in wanted if self.records[str(name)].service_id not in listed]
        live = {name: fields for name, fields in wanted.items() if self.records[str(name)].service_id in listed}
        return hidden + self.compare(
            live, lambda row: (row.service.facts(), row.service.hub_assured_date, row.service.hub_last_modified)
        )

    def compare(self, wanted, look):
        wrong = []
        for name, fields in wanted.items():
            if str(name) not in self.records:
                wrong.append(f"no record {name}")
                continue
            facts, assured, modified = look(self.records[str(name)])
            has = {**facts, **first_place(facts), "assured_date": assured, "last_modified": modified}
            wrong += [f"{name}.{f}: {has.get(f)!r}, not {v!r}" for f, v in fields.items() if not same(f, has.get(f), v)]
        return wrong

    def check_stale(self, wanted):
        queued = {card.service for card in desk_queries.queue(at=self.at).cards}
        return [f"{name} is not in the queue" for name in wanted if self.records[str(name)].service_id not in queued]

    def check_not_fresh(self, wanted):
        return [f"{name} counts as checked" for name in wanted if self.is_fresh(self.records[str(name)])]

    def is_fresh(self, record):
        recent = self.at - timedelta(days=90)
        ours, hubs = record.service.verified_at, record.hub_assured_date
        return bool((ours and ours > recent) or (hubs and hubs > recent.date()))

    def check_text_absent(self, wanted):
        return [f"{text!r} on {page}" for page, body in self.pages() for text in wanted if text in body]

    def check_text_present(self, wanted):
        bodies = [html.unescape(body) + body for _page, body in self.pages()]
        return [f"{text!r} is nowhere" for text in wanted if not any(text in body for body in bodies)]

    def pages(self):
        client = Client()
        client.force_login(self.rita)
        session = client.session
        session["second_factor_at"] = 1
        session.save()
        for row in self.records.values():
            for view in ("signposting:desk_service", "signposting:preview", "signposting:service"):
                answer = client.get(reverse(view, args=[row.service.code]))
                assert answer.status_code in (200, 404), f"{view} answers {answer.status_code}"
                yield view, answer.content.decode()

    def pairs(self):
        rows = Pair.objects.exclude(state=Pair.State.DIFFERENT).select_related("first", "second")
        return {frozenset((pair.first.hub_id, pair.second.hub_id)) for pair in rows if pair.kind == Pair.Kind.DUPLICATE}

    def check_possible_duplicates(self, wanted):
        return [f"{pair} not suggested" for pair in wanted if frozenset(map(str, pair)) not in self.pairs()]

    def check_not_duplicates(self, wanted):
        return [f"{pair} suggested" for pair in wanted if frozenset(map(str, pair)) in self.pairs()]

    def check_near(self, wanted):
        wrong = []
        for name, point in wanted.items():
            lat, lon, km = point if isinstance(point, list) else (point["lat"], point["lon"], point["km"])
            place = first_place(self.records[str(name)].theirs)
            if place["latitude"] is None or kilometres((place["latitude"], place["longitude"]), (lat, lon)) > km:
                wrong.append(f"{name} is at {place}")
        return wrong

    def check_not_on_day(self, wanted):
        return [
            f"{name} found on {day}" for day, names in wanted.items() for name in names if self.found_on(day, str(name))
        ]

    def found_on(self, day, name):
        code = str(day).upper() if str(day).upper() in schedules.DAYS else schedules.spoken_days(str(day))[0][0]
        record = self.records[name]
        found = directory.search(directory.Wish(days=(code,)), at=self.at)
        would_be = Service(closures=record.service.closures)
        would_be.schedules = record.theirs["schedules"]
        date = directory.next_day(code, self.at.date())
        return record.service_id in {service.pk for service in found.services} or directory.is_there(would_be, date)

    def check_feed_valid(self, wanted):
        faults = feed_faults()
        return faults if wanted else ([] if faults else ["the feed is valid"])

    def check_max_requests(self, wanted):
        asked = len(self.server.hosts)
        return [] if asked <= wanted else [f"{asked} requests"]

    def check_forbidden_hosts(self, wanted):
        return [f"{host} was contacted" for host in wanted if host in self.server.hosts]


def same(field_name, has, wanted):
    """Equal in the normal forms of the format."""
    if wanted is None or has is None:
        return has in (None, "", []) and wanted in (None, "", [])
    if field_name in SAME:
        return SAME[field_name](has, wanted)
    if isinstance(has, list):
        return same_rows(field_name, has, listed(wanted))
    return " ".join(has.split()) == " ".join(str(wanted).split()) if isinstance(has, str) else has == wanted


def same_digits(has, wanted):
    return {values.digits(phone) for phone in has} == {values.digits(phone) for phone in listed(wanted)}


def same_times(has, wanted):
    return timetable(has) == set(wanted) or timetable(has, by_day=True) == split_days(wanted)


SAME = {
    "latitude": lambda has, wanted: abs(has - wanted) < 1e-5,
    "longitude": lambda has, wanted: abs(has - wanted) < 1e-5,
    "assured_date": lambda has, wanted: has.isoformat() == wanted,
    "last_modified": lambda has, wanted: has == datetime.fromisoformat(wanted),
    "email": lambda has, wanted: has.casefold() == wanted.casefold(),
    "schedules": same_times,
    "phones": same_digits,
}


def listed(value):
    return value if isinstance(value, list) else [value]


def timetable(rows, *, by_day=False):
    lines = {schedules.written(row) for row in rows} - {""}
    return split_days(lines) if by_day else lines


def split_days(lines):
    found = set()
    for line in lines:
        often, days, *hours = line.split()
        found |= {" ".join([often, day, *hours]) for day in days.split(",")}
    return found


def same_rows(field_name, has, wanted):
    """Child rows as a set: by their words, or by the parts of them that are given."""
    if len(has) != len(wanted):
        return False
    return all(any(same_row(field_name, row, given) for row in has) for given in wanted)


def same_row(field_name, row, given):
    if isinstance(given, dict):
        return all(row.get(name) == value for name, value in given.items() if name in row)
    if isinstance(row, dict):
        words = [str(row.get("amount")), row.get("words"), row.get("postcode"), row.get("name")]
        return str(given) in words or str(given) in typed.spoken(field_name, [row])
    return row.casefold() == str(given).casefold()
