"""Barriers, partners and our words in a guide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.forms import DateBoxes, OnceForm, PageForm
from signposting.forms.kept import KeptForm
from signposting.models import Partner, Service
from signposting.services import barriers


class BarrierForm(OnceForm):
    """The button is the kind; words are theirs to leave out. Who is parent and champion says whose barrier it is."""

    heard = forms.BooleanField(label=_("A family told me this"), required=False)
    words = forms.CharField(
        label=_("What was it like?"), required=False, max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("Leave out names. We tell the service only when several families say the same."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not (by.has_role(Role.CHAMPION) and by.has_role(Role.PARENT)):
            del self.fields["heard"]

    def tell(self, service: Service, kind: str) -> None:
        """One more voice: their own, or that of a family whom they met."""
        words = self.cleaned_data["words"]
        if self.cleaned_data.get("heard", not self.by.has_role(Role.PARENT)):
            barriers.pass_on(service, kind, words=words, key=self.code(self.by.code))
        else:
            barriers.tell(service, kind, words=words, by=self.by)


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
