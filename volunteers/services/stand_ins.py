"""I may not be able to come: look for a stand-in, and keep the promise until there is one."""

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from volunteers.models import Going, Signup


def look(promise: Signup | Going, *, what: str, looking: bool, by: User) -> bool:
    """Write down that somebody is looked for, or not any more; is that news? Only under the lock."""
    if looking == (promise.stand_in_wanted_at is not None):
        return False
    promise.stand_in_wanted_at = clock.now() if looking else None
    promise.save(update_fields=["stand_in_wanted_at"])
    record(f"{what}.stand_in_wanted" if looking else f"{what}.stand_in_found_needless", promise, by=by)
    return True
