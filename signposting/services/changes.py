"""What an entry said before: each change to a fact is kept, with who made it and when."""

from groupsite.accounts.models import User
from groupsite.kit import clock
from signposting.familyhub.keys import exact
from signposting.familyhub.normalise import FIELDS, Facts
from signposting.models import FactChange, Service


def note(service: Service, before: Facts, *, by: User | None) -> None:
    """Keep what has changed since `before`. An entry that nobody has decided on has no past."""
    if service.state == Service.State.WAITING:
        return
    after = service.facts()
    changed = [field for field in FIELDS if exact(field, before[field]) != exact(field, after[field])]
    FactChange.objects.bulk_create(
        FactChange(service=service, field=field, before=before[field], after=after[field], at=clock.now(), by=by)
        for field in changed
    )
