"""Families who would like a friendly face, and families who are one."""

import threading
from datetime import date

from django.db import connection

from families.models import Family
from families.services import suggesting
from families.services.suggesting import Known
from tests.cast import CarerFactory, ChildFactory, FamilyFactory

BORN = date(2025, 6, 1)


def household(name="Somebody", *birthdays, **fields):
    family = FamilyFactory(**fields)
    CarerFactory(family=family, name=name)
    for born_on in birthdays:
        ChildFactory(family=family, born_on=born_on)
    return family


def newcomer_family(name="Amina", *birthdays, **fields):
    return household(name, *(birthdays or [BORN]), **{"wants_friendly_face": True} | fields)


def settled_family(name, *birthdays, **fields):
    return household(name, *birthdays, **{"offers_friendly_face": True} | fields)


def everybody():
    return Family.objects.values_list("pk", flat=True)


def suggested(newcomer, together=None, **known):
    counts = {(newcomer.pk, other): count for other, count in (together or {}).items()}
    return suggesting.suggest(newcomer, Known(**{"settled": everybody(), "together": counts} | known))


def names(suggestions):
    return [one.family.carers.get().name for one in suggestions]


def at_once(*acts):
    """How acts ended that began at the same moment."""
    gate, ends = threading.Barrier(len(acts), timeout=60), []

    def run(act):
        try:
            connection.ensure_connection()  # on a busy machine one may take longer to connect than another to act
            gate.wait()
            act()
            ends.append("done")
        except Exception as error:
            ends.append(getattr(error, "code", type(error).__name__))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def slowly(service):
    """The same, with time between looking and writing, as on a busy day."""

    def check(*args):
        found = service(*args)
        connection.cursor().execute("SELECT pg_sleep(0.5)")
        return found

    return check
