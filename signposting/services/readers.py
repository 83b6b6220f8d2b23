"""Counting that an entry is read: a number a week, of nobody."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection

from groupsite.kit import clock
from signposting.models import Service


def note_visit(service: Service, headers: Mapping[str, str]) -> None:
    """One more look, when a person went there: browsers say so, and most machines do not.

    It is counted like a line in a server's log. Nothing anybody can see follows from it but the order of the desk.
    """
    if headers.get("Sec-Fetch-Mode") != "navigate" or "prefetch" in headers.get("Sec-Purpose", ""):
        return
    monday = clock.today() - timedelta(days=clock.today().weekday())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signposting_visits (service_id, week, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (service_id, week) DO UPDATE SET count = signposting_visits.count + 1",
            [service.pk, monday],
        )
