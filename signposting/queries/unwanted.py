"""Who asked us not to list them. Their entry is kept aside, so that nobody lists them again by mistake."""

from signposting.familyhub.text import bare
from signposting.models import Service


def like(name: str) -> Service | None:
    """An entry of this name that asked not to be listed."""
    rows = Service.objects.filter(state=Service.State.DECLINED, do_not_contact_at__isnull=False)
    return rows.filter(bare_name=bare(name)[:300]).first()
