"""Which of two households stays, and whether they are one."""

from typing import Any

from django import forms

from families.models import Family, Twins


class DecideForm(forms.Form):
    """The buttons of the page. A household that somebody signs in for stays, unless the leader turns it round."""

    keep = forms.UUIDField(required=False)
    answer = forms.ChoiceField(choices=[("same", "same"), ("different", "different")], required=False)

    def __init__(self, data: Any, *, pair: Twins) -> None:
        super().__init__(data)
        self.pair = pair
        self.is_valid()

    def sides(self) -> tuple[Family, Family]:
        """The one that stays, and the one that goes into it."""
        first, second = self.pair.first, self.pair.second
        chosen = self.cleaned_data.get("keep")
        turned = chosen == second.code if chosen else _sign_ins(second) > _sign_ins(first)
        return (second, first) if turned else (first, second)

    def says(self, answer: str) -> bool:
        """Was this button pressed?"""
        return bool(self.cleaned_data.get("answer") == answer)


def _sign_ins(family: Family) -> int:
    return sum(carer.user_id is not None for carer in family.carers.all())
