"""Reads a large hub three times, says what each reading cost, and takes everything out again."""

import json
import resource
import time
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from signposting.familyhub.client import Hub, PinnedTransport
from signposting.measured_hub import served
from signposting.models import Service, Source
from signposting.services.sync import sync


class Command(BaseCommand):
    """`measure_feed 5000`: new, as before, and with one in ten changed. CPU of this process, not of the database."""

    help = "Read a made-up hub of N services three times: seconds, CPU, and the most memory held."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many services the hub has."""
        parser.add_argument("count", type=int)

    def handle(self, *args: Any, count: int, **options: Any) -> None:
        """One JSON object a reading."""
        if settings.PRODUCTION:
            raise CommandError("This portal is in production: a made-up hub does not belong in it.")
        with served(count) as address:
            source = Source.objects.create(name="Measured hub", url=address, licence="OGL-3.0")
            try:
                for reading in ("new", "as before", "one in ten changed"):
                    if reading == "one in ten changed":
                        httpx.get(f"{address}/change/10", trust_env=False)
                    self.stdout.write(json.dumps({"reading": reading, **cost_of(source)}))
            finally:
                Service.objects.filter(origin=source).delete()
                source.delete()


def cost_of(source: Source) -> dict[str, Any]:
    """One reading, and what it took."""
    transport = PinnedTransport(loopback=True)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        report = sync(source, hub=Hub(transport, loopback=True))
    finally:
        transport.close()
    return {
        "outcome": report.outcome, "new": len(report.new), "asked": len(report.changed),
        "seconds": round(time.perf_counter() - wall, 1), "cpu": round(time.process_time() - cpu, 1),
        "most_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
