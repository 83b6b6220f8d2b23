"""Somebody families may ask for by name."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes
from signposting.familyhub.schedules import DAYS
from signposting.forms.kept import KeptForm
from signposting.models import NamedPerson
from signposting.queries.people import all_people
from signposting.rules.presence import OFTEN
from signposting.rules.reviews import next_review
from signposting.services import people


class PersonForm(KeptForm):
    """Who, when, how they agreed, and who is there instead."""

    name = forms.CharField(label=_("Their name, as families say it"), max_length=100)
    kind = forms.ChoiceField(label=_("What are they?"), choices=NamedPerson.Kind.choices)
    works_for = forms.CharField(label=_("Who do they work for?"), required=False, max_length=120)
    days = forms.MultipleChoiceField(
        label=_("On which days are they here?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(zip(DAYS, OFTEN, strict=True)),
    )  # fmt: skip
    hours = forms.CharField(
        label=_("When and where on those days?"), required=False, max_length=120,
        help_text=_("Like: 9:30am to 11am in the quiet corner"),
    )  # fmt: skip
    agreed_how = forms.ChoiceField(
        label=_("Have they agreed that families read their name and days?"), required=False,
        choices=[("", _("Not yet: only we see them")), *NamedPerson.How.choices], widget=forms.RadioSelect,
    )  # fmt: skip
    phone = forms.CharField(label=_("Work telephone"), required=False, max_length=30)
    email = forms.EmailField(label=_("Work e-mail"), required=False)
    contact_agreed = forms.BooleanField(
        label=_("They agreed that families read the telephone and the e-mail, too"), required=False
    )
    away_from = DateBoxes(label=_("First day away"), required=False)
    away_until = DateBoxes(label=_("Last day away"), required=False)
    cover: Any = forms.ModelChoiceField(
        label=_("Who is there instead?"), queryset=None, to_field_name="code", required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, person: NamedPerson | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        others = all_people()
        self.fields["cover"].queryset = others.exclude(pk=person.pk) if person else others  # type: ignore[attr-defined]

    @classmethod
    def of(cls, person: NamedPerson | None, data: Mapping[str, Any] | None, *, by: User) -> "PersonForm":
        """With what we know of them; somebody new is looked at again in three months."""
        if person is None:
            fresh = {"keeper": by, "review_on": next_review("person", clock.today())}
            return cls(data, initial=fresh)
        return cls(data, initial={name: getattr(person, name) for name in people.FACTS}, person=person)

    def save(self, *, by: User) -> bool:
        """Write it down."""
        try:
            people.write_down(self.person, self.cleaned_data, by=by)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True
