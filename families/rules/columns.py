"""Which column of a list holds what: guessed from its headings, and a leader may say otherwise."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from families.rules.names import fold


class Column(NamedTuple):
    """Something we can take in: what we call it, and headings others use for it, folded."""

    label: str | Promise
    headings: str


COLUMNS: dict[str, Column] = {
    "adult": Column(
        _("Adult’s name"),
        "adults name|adult|adult name|parent|parent name|parents name|parent carer|parent or carer|carer|carer name"
        "|main carer|contact name|guardian|mum|mother|full name|name of parent|name of adult|parent carer name",
    ),
    "adult_last": Column(_("Adult’s last name"), "adults last name|parent last name|parent surname|adult surname"),
    "relationship": Column(_("Relationship"), "relationship|relation|relationship to child"),
    "email": Column(_("E-mail"), "e mail|email|email address|e mail address|mail|parent email|contact email"),
    "phone": Column(
        _("Phone"), "phone|telephone|tel|mobile|phone number|mobile number|contact number|parent phone|tel no|mobile no"
    ),
    "second_adult": Column(
        _("Second adult’s name"), "second adults name|second adult|other parent|parent 2|father|dad"
    ),
    "second_phone": Column(_("Second adult’s phone"), "second adults phone|parent 2 phone|other phone|phone 2"),
    "outcode": Column(_("Postcode"), "postcode|post code|area|postal code"),
    "languages": Column(_("Languages"), "languages|language|home language|languages at home|language spoken"),
    "first_name": Column(
        _("Child’s first name"), "childs first name|child first name|first name|forename|childs forename|child forename"
    ),
    "last_name": Column(
        _("Child’s last name"),
        "childs last name|child last name|last name|surname|child surname|childs surname|family name",
    ),
    "child": Column(_("Child’s full name"), "childs full name|child|childs name|child name|name of child|baby|toddler"),
    "birthday": Column(
        _("Birthday or due date"),
        "birthday or due date|birthday|date of birth|dob|d o b|born|birth date|birthdate|due date|childs date of birth"
        "|child dob|childs dob|child date of birth|childs birthday",
    ),
    "allergies": Column(_("Allergies"), "allergies|allergy|allergies and dietary needs|dietary requirements|medical"),
    "allergy_action": Column(_("What to do about the allergy"), "what to do about the allergy|what to do|action"),
    "heard": Column(
        _("How they heard of us"), "how they heard of us|how did you hear|heard from|heard about us|source"
    ),
    "household": Column(_("Family number"), "family number|family|household|family id|family no|household number"),
}
"""In the order of the file we offer to fill in. Rows with the same family number are one household."""


def guess(headings: Sequence[str]) -> list[str]:
    """The column each heading means, each at most once; an empty name for those we cannot place."""
    found: list[str] = []
    for heading in headings:
        said = fold(heading)
        keys = (key for key, column in COLUMNS.items() if said in column.headings.split("|"))
        found.append(next((key for key in keys if key not in found), ""))
    if "adult" not in found:
        _take_plain_name(headings, found)
    return found


def _take_plain_name(headings: Sequence[str], found: list[str]) -> None:
    """A heading that says only “Name” is the adult’s when no other is."""
    for place, heading in enumerate(headings):
        if not found[place] and fold(heading) == "name":
            found[place] = "adult"
            return


def enough(columns: Sequence[str]) -> bool:
    """Can a family be made of these? It takes an adult and a child."""
    return "adult" in columns and not {"first_name", "child"}.isdisjoint(columns)
