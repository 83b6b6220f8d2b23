"""Ringing a worker, without ever making somebody wait for a broker that is away (TRUST T47)."""

import logging
from functools import cache

from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from groupsite.outbox import tasks

log = logging.getLogger(__name__)
STALE_AFTER = 55  # seconds; beat rings again by then, so old doorbells need not pile up
PATIENCE = 0.5  # seconds


@cache
def _broker() -> Redis:
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    return Redis.from_url(
        url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
    )  # fmt: skip


def broker_answers() -> bool:
    """Asked once and quickly: Celery's own client tries ten times over six seconds before it says no."""
    try:
        return bool(_broker().ping())
    except (RedisError, OSError):
        return False


def ring() -> bool:
    """Ask a worker to look now. A silent broker costs nothing but time: beat's sweep comes within a minute."""
    try:
        if broker_answers():
            tasks.deliver.apply_async(retry=False, expires=STALE_AFTER)
            return True
    except (OperationalError, OSError):
        pass  # it went away in between
    log.warning("the broker does not answer; letters wait for the next sweep")
    return False
