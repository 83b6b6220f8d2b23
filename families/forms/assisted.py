"""Registering a family together with a leader: the same questions as at joining, on one page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from families.forms.children import HelpsForm
from families.forms.fields import NO, YES
from families.forms.mine import NewChildForm
from families.forms.questions import QUESTIONS
from families.matching import Match, house_of, likely
from families.models import Consent, ContactBy, Family
from families.rules.consents import PURPOSES
from families.rules.words import tidy_phone
from families.services.assisting import register_with
from families.services.details import ChildDetails, FamilyDetails
from groupsite.accounts.models import User
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, PageForm

MOST_CHILDREN = 4
ANSWERS = [(YES, _("Yes")), (NO, _("No")), ("", _("Not asked"))]


class AssistedChildForm(NewChildForm, HelpsForm):
    """One child, born or on the way."""

    ask_about = _("Child")
    born_on = DateBoxes(label=_("Birthday"), required=False)
    due_on = DateBoxes(label=_("Or when the baby is due"), required=False)
    field_order = [
        *("first_name", "last_name", "born_on", "due_on"),
        *("has_allergies", "allergies", "allergy_action", "helps", "health_note"),
    ]

    def clean_born_on(self) -> Any:
        """Checked with the due date, as only one of the two is there."""
        return self.cleaned_data["born_on"]

    def clean(self) -> dict[str, Any]:
        """A baby on the way has neither a name nor allergies yet."""
        told = super().clean()
        if told.get("due_on"):
            for box in ("first_name", "has_allergies"):
                self.errors.pop(box, None)
        return told

    def details(self) -> ChildDetails:
        """As the service takes it."""
        told = {name: value for name, value in self.cleaned_data.items() if value and name != "has_allergies"}
        return ChildDetails(**told)


class LastForm(PageForm):
    """How to reach them, what they agree to, and that it was read back."""

    contact_by = forms.ChoiceField(
        label=_("How do they like to be reached?"),
        choices=[way for way in ContactBy.choices if way[0] != ContactBy.EMAIL],
        widget=forms.RadioSelect,
        initial=ContactBy.IN_PERSON,
    )
    how = forms.ChoiceField(
        label=_("How did they say yes or no?"),
        choices=[way for way in Consent.How.choices if way[0] != Consent.How.SCREEN],
        widget=forms.RadioSelect,
        initial=Consent.How.SPOKEN,
    )
    read_back = forms.BooleanField(label=_("I have read all of this back to them, and they said it is right."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, purpose in PURPOSES.items():
            self.fields[key] = forms.ChoiceField(
                label=str(purpose.title),
                help_text=str(purpose.words),
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields(["contact_by", *PURPOSES, "how", "read_back"])

    def agreed(self) -> dict[str, bool]:
        """What they were asked, and said."""
        return {key: self.cleaned_data[key] == YES for key in PURPOSES if self.cleaned_data[key]}


class AssistedForm:
    """The whole page: parts that are checked together and kept together."""

    def __init__(self, data: Any = None) -> None:
        self.matches: list[Match] = []
        self.said_new = bool(data and data.get("new"))
        self.questions = [ask(data, prefix=slug) for slug, ask in QUESTIONS.items()]
        self.children = [
            AssistedChildForm(data, prefix=f"child{number}", empty_permitted=number > 0)
            for number in range(MOST_CHILDREN)
        ]
        self.last = LastForm(data, prefix="last", initial=dict.fromkeys(PURPOSES, ""))
        self.parts: list[PageForm] = [*self.before, *self.children, *self.after, self.last]

    @property
    def before(self) -> list[PageForm]:
        """About the adult: asked before the children, as at joining."""
        return list(self.questions[:3])

    @property
    def after(self) -> list[PageForm]:
        """The rest."""
        return list(self.questions[3:])

    @property
    def rest(self) -> list[tuple[PageForm, bool]]:
        """The same with whether it lies open: what has to be answered, what was written, what is wrong."""
        return [(part, any(box.field.required for box in part) or part.has_changed()) for part in self.after]

    @property
    def first_child(self) -> AssistedChildForm:
        """The one that has to be filled in."""
        return self.children[0]

    @property
    def more_children(self) -> list[AssistedChildForm]:
        """Those that may stay empty."""
        return self.children[1:]

    @property
    def more_children_told(self) -> bool:
        """Was anything written about another child? Then it must not be hidden."""
        return any(child.has_changed() for child in self.more_children)

    @property
    def errors(self) -> bool:
        """Is anything wrong?"""
        return any(part.errors for part in self.parts)

    def is_valid(self) -> bool:
        """Every part, so that all that is wrong is said at once."""
        return not [part for part in self.parts if not part.is_valid()]

    def save(self, *, by: User) -> Family | None:
        """Write them down; none when a rule said no, or when they may be on the list, and then the page says so."""
        try:
            details = self._details()
            self.matches = self._likely(details)
            if self.matches and not self.said_new:
                return None
            return register_with(
                details,
                contact_by=self.last.cleaned_data["contact_by"],
                answers=self.last.agreed(),
                how=self.last.cleaned_data["how"],
                by=by,
                unlike=[match.family for match in self.matches],
            )
        except Refused as no:
            tell(self.first_child, no)
            return None

    def _likely(self, details: FamilyDetails) -> list[Match]:
        told = house_of(name=details.name, phone=tidy_phone(details.phone), children=details.children)
        return likely(told)

    def _details(self) -> FamilyDetails:
        answers = {key: value for question in self.questions for key, value in question.answers().items()}
        told = FamilyDetails.from_json(answers)
        children = [child.details() for child in self.children if child.has_changed()]
        if not children:
            raise Refused(say("Tell us about one child, or a baby on the way."), code="no_children", field="first_name")
        return FamilyDetails(**{**vars(told), "children": tuple(children)})
