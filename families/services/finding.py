"""Keeping what a household is found by true. Whatever changes a name, a number or an address calls `refresh`."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from families.models import Carer, Family, Home
from families.rules.names import found_by

BATCH = 1000


@transaction.atomic
def refresh(families: Collection[Family | int]) -> int:
    """Write anew what these households are found by; how many had changed. A household of nobody is found by nothing.

    Holds each row first, so that of two changes at once the second sees the first.
    """
    given = [family for family in families if isinstance(family, Family)]
    numbers = sorted({family if isinstance(family, int) else family.pk for family in families})
    held = Family.objects.select_for_update(no_key=True).filter(pk__in=numbers).only("pk", "found_by")
    rows, said = list(held.order_by("pk")), _said(numbers)
    changed = [row for row in rows if row.found_by != said.get(row.pk, "")]
    for row in [*changed, *given]:  # whoever asked must not write the old text back
        row.found_by = said.get(row.pk, "")
    Family.objects.bulk_update(changed, ["found_by"], batch_size=BATCH)
    return len(changed)


def refresh_all() -> int:
    """The same for everybody, batch by batch: for what was changed by hand, such as in the rescue admin."""
    changed, after = 0, 0
    rows = Family.objects.order_by("pk")
    while numbers := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        changed += refresh(numbers)
        after = numbers[-1]
    return changed


def _said(numbers: list[int]) -> dict[int, str]:
    people: dict[int, list[str]] = defaultdict(list)
    reached: dict[int, list[str]] = defaultdict(list)
    numbers = list(Family.objects.filter(pk__in=numbers, merged_into=None).values_list("pk", flat=True))
    adults = Carer.objects.filter(family__in=numbers).order_by("pk").values_list("family_id", "name", "email", "phone")
    for family, name, email, phone in adults:
        people[family].append(name)
        reached[family] += [email, phone]
    children = Home.objects.filter(family__in=numbers).order_by("child_id")
    for family, first, last in children.values_list("family_id", "child__first_name", "child__last_name"):
        people[family] += [first, last]
    return {family: found_by(people[family], reached[family]) for family in people}
