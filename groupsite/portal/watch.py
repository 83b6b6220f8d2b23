"""Is all well? Letters that wait or failed, feeds nobody reads, and what we keep about people, in words."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from families.rules import early_education
from groupsite.kit import clock
from groupsite.kit.personal import our_models
from groupsite.outbox.queries import dead_letters, oldest_waiting
from signposting.queries.hubs import unread

LATE = timedelta(minutes=10)


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """For whoever looks after the portal."""
    oldest = oldest_waiting(clock.now())
    late = oldest is not None and clock.now() - oldest.due_at > LATE
    old_rules = early_education.table().is_stale(clock.today())
    context = {
        "oldest": oldest, "late": late, "dead": dead_letters()[:50], "old_rules": old_rules,
        "unread": unread(clock.now()),
    }  # fmt: skip
    return render(request, "portal/watch.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice, made from what every table says of itself (DESIGN, law 8)."""
    return render(request, "portal/privacy.html", {"kept": what_we_keep()})


def what_we_keep() -> list[dict[str, Any]]:
    """Each table that holds something personal: which facts, why we may, how long."""
    return [
        {
            "what": model._meta.verbose_name_plural,
            "facts": [model._meta.get_field(name).verbose_name for name in sorted(model.Personal.erase)],
            "basis": model.Personal.basis,
            "kept": model.Personal.kept,
        }
        for model in our_models()
        if model.Personal.erase
    ]
