"""Changes to a record: those that tell a parent nothing new, and those that do. Seeded."""

import copy
import json
import unicodedata
from contextlib import suppress
from pathlib import Path

HUB = Path(__file__).parent.parent.parent / "signposting" / "data" / "hub"
TEXTS = ("name", "description")
WORDS = ("garden", "Thursday", "upstairs", "garage", "violin", "seaside")


def real_records():
    """What two councils published, in two dialects; and the same with times, places and prices lent to them."""
    records = [row for file in sorted(HUB.glob("*.json")) for row in json.loads(file.read_text())["content"]]
    return [*records, *(_lent(row) for row in records)]


def _lent(row):
    """Few of the real ones have times and prices; here each has."""
    return row | {
        "regular_schedules": [
            {"id": "r1", "weekday": "Tuesday", "opens_at": "09:30", "closes_at": "11:00"},
            {"id": "r2", "weekday": "Thursday", "opens_at": "13:00", "closes_at": "14:30", "description": "term time"},
        ],
        "cost_options": [
            {"id": "k1", "option": "Child", "amount": 2.5},
            {"id": "k2", "option": "Sibling", "amount": 1},
        ],
        "contacts": [{"id": "c1", "name": "Desk", "email": None, "phone": "0117 496 0350"}],
        "locations": [
            {"id": "l1", "name": "Hall", "address_1": "4 Church Lane", "city": "Bristol", "postal_code": "BS1 4DJ"},
            {"id": "l2", "name": "Library", "address_1": "1 High Street", "city": "Bath", "postal_code": "BA1 1AA"},
        ],
    }  # fmt: skip


# -- Cosmetic --------------------------------------------------------------------------------------


def cosmetic(raw, chance):
    """One to four changes that change nothing."""
    raw = copy.deepcopy(raw)
    for change in chance.sample(COSMETIC, chance.randint(1, 4)):
        change(raw, chance)
    return raw


def _spaces(raw, chance):
    name, wide = chance.choice(TEXTS), chance.choice(["  ", "\u00a0", "\t"])
    text = raw[name] if "<" in raw[name] else raw[name].replace(" ", wide)
    raw[name] = f"{wide}{text}\u200b{wide}"


def _case(raw, chance):
    raw["name"] = chance.choice([str.upper, str.lower, str.title, str.swapcase])(raw["name"].replace("'", "’"))


def _markup(raw, chance):
    tag = chance.choice(["p", "div", "strong", "p class='x'"])
    name = chance.choice(TEXTS)
    raw[name] = f"<{tag}>{raw[name]}</{tag.split()[0]}>"


def _entities(raw, chance):
    if "<" not in raw["description"] and "&" not in raw["description"]:
        raw["description"] = raw["description"].replace("'", "&#39;").replace("é", "&eacute;").replace("£", "&pound;")


def _mojibake(raw, chance):
    with suppress(UnicodeDecodeError):
        raw["description"] = raw["description"].encode().decode("cp1252")


def _decomposed(raw, chance):
    raw["description"] = unicodedata.normalize("NFD", raw["description"])


def _quotes(raw, chance):
    if "â" not in unicodedata.normalize("NFC", raw["description"]):  # letters that are broken already are not quotes
        raw["description"] = raw["description"].translate({ord("’"): "'", ord("–"): "-"})


def _rows_anew(raw, chance):
    for row in _child_rows(raw):
        if "id" in row:
            row["id"] = f"{chance.getrandbits(64):x}"


def _order(raw, chance):
    for value in raw.values():
        if isinstance(value, list):
            chance.shuffle(value)


def _empties(raw, chance):
    for name in [name for name, value in raw.items() if value in (None, "", [])]:
        raw[name] = chance.choice([None, "", raw[name]])
        if chance.random() < 0.3:
            del raw[name]


def _vendor(raw, chance):
    raw["x_views"] = chance.randint(1, 999)
    raw["score"] = chance.random()


def _touched(raw, chance):
    for name in ("updated_at", "last_modified", "assured_date"):
        if raw.get(name):
            raw[name] = f"2026-01-{chance.randint(10, 28)}" + ("T03:04:05Z" if name != "assured_date" else "")


def _dialled(raw, chance):
    for row in _child_rows(raw):
        if isinstance(row.get("phone"), str) and row["phone"].strip().startswith("0"):
            row["phone"] = chance.choice(["+44 (0)", "+44 ", "0044 "]) + row["phone"].strip()[1:].replace(" ", "-")


def _tracked(raw, chance):
    if raw.get("url"):
        page, mark, part = raw["url"].partition("#")
        raw["url"] = page + ("&" if "?" in page else "?") + "utm_source=hub&fbclid=1" + mark + part


def _halved(raw, chance):
    for row in _child_rows(raw):
        if isinstance(row.get("postal_code"), str):
            row["postal_code"] = chance.choice([str.lower, str.title])(row["postal_code"]).replace(" ", "")


def _numbers_in_words(raw, chance):
    for name in ("min_age", "max_age"):
        if isinstance(raw.get(name), int):
            raw[name] = str(raw[name])
    for row in raw.get("cost_options") or []:
        row["amount"] = None if row.get("amount") is None else f"£{row['amount']:.2f}"


def _clocks(raw, chance):
    for row in raw.get("regular_schedules") or []:
        for name in ("opens_at", "closes_at"):
            row[name] = (
                row[name] + chance.choice([":00", ":00Z", ""]) if len(row.get(name) or "") == 5 else row.get(name)
            )


def _child_rows(value):
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(part, dict):
            yield part
        yield from _child_rows(part)


COSMETIC = [
    _spaces, _case, _markup, _entities, _mojibake, _decomposed, _quotes, _rows_anew, _order, _empties, _vendor,
    _touched, _dialled, _tracked, _halved, _numbers_in_words, _clocks,
]  # fmt: skip


# -- Real ------------------------------------------------------------------------------------------


def real(raw, chance):
    """One change that a parent would want to know of."""
    while True:
        changed = copy.deepcopy(raw)
        chance.choice(REAL)(changed, chance)
        if changed != raw:
            return changed


def _renamed(raw, chance):
    raw["name"] += " " + chance.choice(WORDS)


def _a_word(raw, chance):
    if "<" in raw["description"]:
        return
    words = raw["description"].split(" ")
    words[chance.randrange(len(words))] += " " + chance.choice(WORDS)
    raw["description"] = " ".join(words)


def _another_word(raw, chance):
    raw["description"] = raw["description"] + chance.choice([" Closed in August.", " Please book.", " Not for twins."])


def _rung(raw, chance):
    raw["contacts"] = [{"phone": f"0117 496 0{chance.randint(100, 349)}"}]


def _written_to(raw, chance):
    raw["email"] = f"desk{chance.randint(1, 999)}@groups.example.org"


def _moved_page(raw, chance):
    raw["url"] = f"https://www.example.org/{chance.choice(WORDS)}/{chance.randint(1, 99)}"


def _closed(raw, chance):
    raw["status"] = chance.choice(["defunct", "inactive", "temporarily closed"])


def _ages(raw, chance):
    raw["min_age"], raw["max_age"] = (1, 2) if (raw.get("min_age"), raw.get("max_age")) != (1, 2) else (3, 4)


def _one_row(name, change):
    def mutate(raw, chance):
        if raw.get(name):
            change(chance.choice(raw[name]), chance)

    return mutate


def _hour(row, chance):
    row["opens_at"], row["closes_at"] = f"{chance.randint(10, 11)}:05", f"{chance.randint(12, 20)}:55"


def _day(row, chance):
    row["weekday"] = chance.choice(["Friday", "Saturday", "Sunday"])


def _price(row, chance):
    row["amount"] = chance.randint(3, 20) + 0.25


def _postcode(row, chance):
    row["postal_code"] = f"HP{chance.randint(10, 22)} {chance.randint(1, 9)}AB"


def _street(row, chance):
    row["address_1"] = f"{chance.randint(2, 90)} {chance.choice(WORDS).title()} Road"


def _fewer(raw, chance):
    name = chance.choice(["regular_schedules", "cost_options", "locations", "taxonomies"])
    if raw.get(name):
        raw[name] = raw[name][:-1]


def _run_by(raw, chance):
    key = "organization" if "organization" in raw else "organisation"
    raw[key] = (raw.get(key) or {}) | {"name": f"The {chance.choice(WORDS)} trust"}


REAL = [
    _renamed, _a_word, _another_word, _rung, _written_to, _moved_page, _closed, _ages, _fewer, _run_by,
    _one_row("regular_schedules", _hour), _one_row("regular_schedules", _day), _one_row("cost_options", _price),
    _one_row("locations", _postcode), _one_row("locations", _street),
]  # fmt: skip
