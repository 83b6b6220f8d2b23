"""What people need, in their words: each need leads to whoever can help, whatever the office is called (S4-21)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signposting.familyhub.text import bare


@dataclass(frozen=True)
class Need:
    """A need, and the words that services use for it."""

    slug: str
    title: str | Promise
    says: str | Promise
    words: tuple[str, ...]
    private: bool = False
    """A page that not everybody in the room should see over a shoulder: it has a quick way out."""


NEEDS = (
    Need("company", _("Somebody to talk to, other parents"), _("Groups, befriending, dads, lone parents."),
         ("playgroup", "toddler", "befriending", "dads", "fathers", "parents", "families")),
    Need("baby", _("Feeding, sleep and a baby’s health"), _("Breastfeeding help, clinics, health visitors."),
         ("breastfeeding", "feeding", "sleep", "clinic", "midwife", "weaning", '"health visitor"')),
    Need("mood", _("I feel low, worried or at my limit"), _("Counselling and help for your mind."),
         ("counselling", '"mental health"', "depression", "anxiety", "wellbeing", "bereavement"), private=True),
    Need("money", _("Money, food and things for a child"), _("Food banks, baby banks, advice on debt and benefits."),
         ('"food bank"', '"baby bank"', "debt", "benefits", "grants", "clothes", '"money advice"')),
    Need("send", _("A child who develops differently"), _("Speech, autism, disability, and somebody on your side."),
         ("autism", "autistic", "SEND", "disability", "disabled", '"special needs"', "speech", "sensory")),
    Need("safe", _("I am not safe at home"), _("Domestic abuse, and somewhere to go."),
         ('"domestic abuse"', '"domestic violence"', "refuge", "abuse", "violence"), private=True),
    Need("home", _("Housing, papers and rights"), _("Homes, immigration, legal advice, interpreters."),
         ("housing", "homeless", "immigration", "refugee", "asylum", "legal", "advice")),
    Need("care", _("Childcare and early education"), _("Nurseries, childminders, free hours."),
         ("nursery", "childminder", "childcare", '"pre-school"', "preschool", "creche")),
    Need("learn", _("English, courses and work"), _("Classes, training, help with getting a job."),
         ("ESOL", "english", "course", "training", "employment", "learning")),
)  # fmt: skip
"""In the order people ask for them."""
BY_SLUG = {need.slug: need for need in NEEDS}
PRIVATE = tuple(word.strip('"') for need in NEEDS if need.private for word in need.words)


def is_private(*texts: str) -> bool:
    """Does this use the words of a need that not everybody should see over a shoulder?"""
    said = bare(" ".join(texts))
    return any(word in said for word in PRIVATE)
