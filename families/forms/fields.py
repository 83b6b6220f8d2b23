"""Boxes that speak with the sentences of our rules."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.rules.words import tidy
from groupsite.kit.errors import Refused

T = TypeVar("T")
V = TypeVar("V")
YES, NO = "yes", "no"


def ask(rule: Callable[[T], V], value: T) -> V:
    """What the rule makes of it; its refusal becomes the form's."""
    try:
        return rule(value)
    except Refused as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from None


class RuleField(forms.CharField):
    """A line of text that one of our rules puts in order."""

    def __init__(self, rule: Callable[[str], str], **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """Nothing stays nothing, so that an empty box is called empty."""
        text = super().to_python(value) or ""
        return ask(self.rule, text) if text.strip() else ""


class Suggested(RuleField):
    """A line with words offered while one types; any other words are as welcome."""

    def __init__(self, rule: Callable[[str], str], suggestions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(rule, **kwargs)
        self.suggestions = list(suggestions)

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """The box knows where its list of words stands on the page."""
        bound = super().get_bound_field(form, field_name)
        self.widget.attrs["list"] = f"{bound.auto_id}_words"
        return bound


def line(longest: int) -> Callable[[str], str]:
    """The rule for free words of one line."""
    return lambda text: tidy(text, longest=longest)


def attrs(autocomplete: str, **more: str) -> dict[str, str]:
    """What a phone's keyboard needs to know of a box."""
    return {"autocomplete": autocomplete, **more}


class YesOrNo(forms.ChoiceField):
    """A question with two answers, neither chosen for anybody."""

    def __init__(self, yes: Any, no: Any, **kwargs: Any) -> None:
        super().__init__(choices=[(YES, yes), (NO, no)], widget=forms.RadioSelect, **kwargs)

    def clean(self, value: Any) -> Any:
        """True or False; None while nothing is chosen."""
        return {YES: True, NO: False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """A kept answer, back at its button."""
        return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value


class Several(forms.MultipleChoiceField):
    """As many of a list as are true."""

    def __init__(self, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **kwargs)


def other_box() -> RuleField:
    """A line for what the list does not have."""
    return RuleField(line(40), label=_("Something else"), required=False, widget=forms.TextInput(attrs("off")))
