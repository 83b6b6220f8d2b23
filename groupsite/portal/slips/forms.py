"""Picking up to five services for a family."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import OnceForm
from signposting import words
from signposting.models import Service


class SlipForm(OnceForm):
    """Tick, say why, give. The search inside it only changes what can be ticked."""

    all_optional = True
    q = forms.CharField(label=_("Look for something else"), required=False, max_length=100)
    picks = forms.MultipleChoiceField(
        label=_("What may help them?"),
        help_text=_("Up to five. What helped other families comes first."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    word = forms.CharField(
        label=_("A word why"),
        help_text=_("They read it. Like: for the nights when nothing helps."),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(service.code): service for service in services}
        picks: Any = self.fields["picks"]
        picks.choices = [(code, label(service)) for code, service in self.services.items()]

    def picked(self) -> list[Service]:
        """The services that were ticked."""
        return [self.services[code] for code in dict.fromkeys(self.cleaned_data["picks"])]


def label(service: Service) -> str:
    """Name, when and where in one line."""
    when = words.lines("schedules", service.schedules)[:1]
    where = [place.split(",", maxsplit=1)[0] for place in words.lines("locations", service.locations)[:1]]
    return " · ".join([service.name, *when, *where])[:160]
