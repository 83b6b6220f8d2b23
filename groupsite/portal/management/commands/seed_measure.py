"""Makes data for load drivers and counts what they did, as one JSON object."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from groupsite.portal.seed.measure import COUNTS, MAKERS


class Command(BaseCommand):
    """`seed_measure session 20`, `seed_measure count session ID`."""

    help = "Make data: session|register|history|rota|slot|directory|people N; or count session|slot|register ID."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and how many."""
        parser.add_argument("what", choices=[*MAKERS, "count"])
        parser.add_argument("rest", nargs="+", metavar="N | KIND ID")

    def handle(self, *args: Any, what: str, rest: list[str], **options: Any) -> None:
        """One JSON object on one line."""
        if settings.PRODUCTION:
            raise CommandError("This portal is in production: made-up people do not belong in it.")
        self.stdout.write(json.dumps(counted(rest) if what == "count" else made(what, rest)))


def counted(rest: list[str]) -> dict[str, Any]:
    """Places taken, asked of the database."""
    if len(rest) != 2 or rest[0] not in COUNTS:
        raise CommandError(f"Say: count {'|'.join(COUNTS)} ID")
    return {"kind": rest[0], "id": rest[1], "count": COUNTS[rest[0]](rest[1])}


def made(what: str, rest: list[str]) -> dict[str, Any]:
    """What was made, with the addresses a driver needs."""
    if len(rest) != 1 or not rest[0].isdecimal() or int(rest[0]) < 1:
        raise CommandError(f"Say how many: {what} N")
    with transaction.atomic():
        return MAKERS[what](int(rest[0]))
