"""What somebody tells us when they join, as plain values on their way to rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from families.rules.ages import possible_birthday, possible_due_date
from families.rules.languages import tidy_languages
from families.rules.needs import FORMATS, known
from families.rules.words import tidy, tidy_name, tidy_outcode, tidy_phone
from groupsite.kit.errors import Refused

LONGEST_NOTE = 500


@dataclass(frozen=True)
class ChildDetails:
    """A child, born or expected. An allergy comes with what to do."""

    first_name: str = ""
    last_name: str = ""
    born_on: date | None = None
    due_on: date | None = None
    allergies: str = ""
    allergy_action: str = ""
    health_note: str = ""
    helps: str = ""
    code: UUID = field(default_factory=uuid4)

    @classmethod
    def from_json(cls, answer: Mapping[str, Any]) -> Self:
        """From the answers kept so far."""
        born, due = answer.get("born_on"), answer.get("due_on")
        return cls(
            first_name=answer.get("first_name", ""),
            last_name=answer.get("last_name", ""),
            born_on=date.fromisoformat(born) if born else None,
            due_on=date.fromisoformat(due) if due else None,
            allergies=answer.get("allergies", ""),
            allergy_action=answer.get("allergy_action", ""),
            health_note=answer.get("health_note", ""),
            helps=answer.get("helps", ""),
            code=UUID(answer["code"]),
        )

    def checked(self) -> Self:
        """The same, tidied; Refused when something is missing or cannot be."""
        return replace(
            self,
            first_name=first_name_of(self.first_name, expected=self.due_on is not None),
            last_name=tidy(self.last_name, longest=200, field="last_name"),
            **(born_or_expected(self.born_on, self.due_on) | health(self.allergies, self.allergy_action)),
            **notes({"health_note": self.health_note, "helps": self.helps}),
        )


@dataclass(frozen=True)
class Needs:
    """What makes it easier for an adult to take part."""

    reads_in: str = ""
    interpreter: str = ""
    formats: tuple[str, ...] = ()
    access: str = ""

    @classmethod
    def from_json(cls, answer: Mapping[str, Any]) -> Self:
        """From the answers kept so far."""
        return cls(**{**answer, "formats": tuple(answer.get("formats", ()))})

    def checked(self) -> Self:
        """The same, tidied; Refused when something is too long."""
        return replace(
            self,
            reads_in=tidy(self.reads_in, longest=40, field="reads_in"),
            interpreter=tidy(self.interpreter, longest=40, field="interpreter"),
            formats=tuple(known(self.formats, FORMATS)),
            access=tidy(self.access, longest=LONGEST_NOTE, field="access"),
        )

    def facts(self) -> dict[str, Any]:
        """As a carer's row keeps it."""
        return {
            "reads_in": self.reads_in,
            "interpreter": self.interpreter,
            "formats": list(self.formats),
            "access": self.access,
        }


@dataclass(frozen=True)
class FamilyDetails:
    """A household as its first carer tells it."""

    name: str
    relationship: str = ""
    phone: str = ""
    outcode: str = ""
    children: tuple[ChildDetails, ...] = ()
    friendly_face: bool = False
    languages: tuple[str, ...] = ()
    heard_from: tuple[str, ...] = ()
    needs: Needs = Needs()

    @classmethod
    def from_json(cls, answers: Mapping[str, Any]) -> Self:
        """From the answers kept so far."""
        return cls(
            name=answers.get("name", ""),
            relationship=answers.get("relationship", ""),
            phone=answers.get("phone", ""),
            outcode=answers.get("area", ""),
            children=tuple(ChildDetails.from_json(child) for child in answers.get("children", ())),
            friendly_face=answers.get("friend", False),
            languages=tuple(answers.get("languages", ())),
            heard_from=tuple(answers.get("heard", ())),
            needs=Needs.from_json(answers.get("needs", {})),
        )

    def checked(self) -> Self:
        """The same, tidied; Refused when something is missing or cannot be."""
        if not self.children:
            raise Refused(_("Tell us about one child, or a baby on the way."), code="no_children", field="children")
        return replace(
            self,
            name=tidy_name(self.name),
            relationship=tidy(self.relationship, longest=60, field="relationship"),
            phone=tidy_phone(self.phone),
            outcode=tidy_outcode(self.outcode),
            children=tuple(child.checked() for child in self.children),
            languages=tuple(tidy_languages(self.languages)),
            heard_from=tuple(tidy(way, longest=40) for way in self.heard_from),
            needs=self.needs.checked(),
        )


def first_name_of(name: str, *, expected: bool) -> str:
    """A baby on the way may not have a name yet."""
    if expected and not name.strip():
        return _("Baby")
    return tidy_name(name, field="first_name")


def born_or_expected(born_on: date | None, due_on: date | None) -> dict[str, Any]:
    """Exactly one of the two dates, and a possible one."""
    if (born_on is None) == (due_on is None):
        raise Refused(_("Tell us when your child was born, or when your baby is due."), code="no_date", field="day")
    if born_on is not None:
        return {"born_on": possible_birthday(born_on), "due_on": None}
    assert due_on is not None
    return {"born_on": None, "due_on": possible_due_date(due_on)}


def health(allergies: str, allergy_action: str) -> dict[str, Any]:
    """An allergy always says what to do; without one there is nothing to do."""
    allergies = tidy(allergies, longest=300, field="allergies")
    action = tidy(allergy_action, longest=500, field="allergy_action")
    if allergies and not action:
        raise Refused(
            _("Tell us what we should do, so that everyone here knows."), code="no_action", field="allergy_action"
        )
    return {"allergies": allergies, "allergy_action": action if allergies else ""}


def notes(told: Mapping[str, str]) -> dict[str, Any]:
    """Free words, tidied; Refused when they are too many."""
    return {name: tidy(words, longest=LONGEST_NOTE, field=name) for name, words in told.items()}
