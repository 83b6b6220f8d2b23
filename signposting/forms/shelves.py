"""Barriers, partners and our words in a guide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.kit.forms import DateBoxes, PageForm
from signposting.forms.kept import KeptForm
from signposting.models import Partner


class BarrierForm(PageForm):
    """The button is the kind; words are theirs to leave out."""

    words = forms.CharField(
        label=_("What was it like?"), required=False, max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("Leave out names. We tell the service only when several families say the same."),
    )  # fmt: skip


class PartnerForm(KeptForm):
    """Whom we work with."""

    name = forms.CharField(label=_("What is the organisation called?"), max_length=200)
    kind = forms.ChoiceField(label=_("What are they?"), choices=Partner.Kind.choices)
    agreement = forms.CharField(
        label=_("What have we agreed?"), max_length=3000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Who does what, and what it costs. Like: they lend us the hall on Tuesdays; we clean it."),
    )  # fmt: skip
    agreed_on = DateBoxes(label=_("Since when?"), required=False)
    contact_name = forms.CharField(label=_("Whom do we ring?"), required=False, max_length=100)
    contact_phone = forms.CharField(label=_("Their telephone"), required=False, max_length=30)
    contact_email = forms.EmailField(label=_("Their e-mail"), required=False)


class GuideForm(KeptForm):
    """Our own words in a guide; the facts stand beside them."""

    words = forms.CharField(
        label=_("What should families know about doing it here?"), required=False, max_length=4000,
        widget=forms.Textarea({"rows": 8}), help_text=_("Short sentences. Leave a line free between two thoughts."),
    )  # fmt: skip


def initial_of(row: Any, form: type[PageForm]) -> dict[str, Any]:
    """What a form begins with."""
    return {name: getattr(row, name) for name in form.base_fields}
