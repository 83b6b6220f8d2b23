"""What a resource must have before families see it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

HEALTH = ("feeding", "sleep", "health", "teeth", "safety", "moving", "talking", "mood")
"""Topics that are about the health of a child or a parent (S3-11)."""


ASKED: dict[str, dict[str, Any]] = {
    "link": {"url": _("Give the address it leads to.")},
    "video": {
        "url": _("Give the address where it is watched."),
        "captions": _("Say in which languages it has captions. Without captions, deaf parents are left out."),
        "transcript": _("Write down what is said in it. Who cannot watch reads it."),
    },
}


def missing(kind: str, facts: dict[str, object]) -> dict[str, Any]:
    """What its kind asks for and is not there, each with what to say of it."""
    return {field: says for field, says in ASKED.get(kind, {}).items() if not facts.get(field)}
