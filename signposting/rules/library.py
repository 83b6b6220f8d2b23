"""What a resource must have before families see it."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

HEALTH: dict[str, tuple[str, ...]] = {
    "feeding": ("feeding", "breastfe", "wean", "food", "eating", "milk", "infant"),
    "sleep": ("sleep", "bedtime"),
    "health": ("illness", "vaccin", "jab", "fever", "weigh", "clinic", "health visitor", "midwi"),
    "teeth": ("teeth", "tooth", "dentist", "dental"),
    "safety": ("safe", "first aid", "accident"),
    "moving": ("movement", "moving", "outdoor", "crawl", "exercise", "swim"),
    "talking": ("talk", "speech", "communication", "language", "rhyme"),
    "mood": ("mental", "wellbeing", "depress", "anxi", "postnatal", "counsel", "mood"),
}
"""Topics that are about the health of a child or a parent (S3-11), and how words that people use for them begin."""
BEGINS = {topic: re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE) for topic, words in HEALTH.items()}


def health_topics(text: str) -> set[str]:
    """Which of them this is about."""
    return {topic for topic, begins in BEGINS.items() if begins.search(text)}


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
