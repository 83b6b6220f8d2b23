"""What applicants, referees and those who look after helpers write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import Several
from families.forms.questions import HeardQuestion
from groupsite.kit import clock
from groupsite.kit.forms import DateBoxes, Honeypot, OnceForm, PageForm
from volunteers.models import Check, DbsFacts, Reference
from volunteers.services import applying

YES_NO = [("yes", _("Yes, may help")), ("no", _("No"))]


def name_box(label: Any) -> forms.CharField:
    """A person's name."""
    return forms.CharField(label=label, max_length=200, widget=forms.TextInput({"spellcheck": "false"}))


class ApplicationForm(OnceForm):
    """Five minutes, no more."""

    title = _("Become a volunteer")
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it later."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "class": "short-box"}),
    )
    free_on = forms.CharField(label=_("When are you free?"), max_length=200, required=False)
    why = forms.CharField(
        label=_("What would you like to do, and why?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    first_name = name_box(_("Somebody who knows you: their name"))
    first_email = forms.EmailField(
        label=_("Somebody who knows you: their e-mail address"),
        help_text=_("Not family. A neighbour, a teacher, somebody you work with. Tell them that we will write."),
    )
    second_name = name_box(_("Somebody else who knows you: their name"))
    second_email = forms.EmailField(label=_("Somebody else who knows you: their e-mail address"))
    heard = Several(HeardQuestion.CHOICES.items(), label=_("How did you hear about us?"))
    website = Honeypot()

    def clean(self) -> dict[str, Any]:
        """Two other people, not the same one twice and not oneself."""
        said = super().clean() or {}
        given = [said[name].lower() for name in ("email", "first_email", "second_email") if said.get(name)]
        if len(set(given)) < len(given):
            self.add_error(
                "second_email", _("Give us three different addresses: yours, and those of two other people.")
            )
        return said

    def send(self) -> None:
        """Keep it."""
        said = self.cleaned_data
        facts = {name: said[name] for name in ("name", "email", "phone", "free_on", "why")}
        referees = [(said[f"{nth}_name"], said[f"{nth}_email"]) for nth in ("first", "second")]
        applying.apply(facts | {"heard_from": said["heard"], "code": self.code()}, referees)


class ReferenceForm(PageForm):
    """Three questions about somebody they know."""

    title = _("You know somebody who would like to help us")
    known_for = forms.CharField(label=_("How do you know them, and for how long?"), max_length=200)
    trusts = forms.ChoiceField(
        label=_("Would you be glad to have them help where children play?"),
        choices=Reference.Trust.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Is there anything we should know?"),
        help_text=_("Only those who look after our volunteers read this."),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    website = Honeypot()

    def answer(self, reference: Reference) -> None:
        """Hand it in."""
        said = {name: self.cleaned_data[name] for name in ("known_for", "trusts", "words")}
        applying.answer_reference(reference, **said)


class WelcomeForm(PageForm):
    """A reason, where two people have not spoken for somebody."""

    why = forms.CharField(
        label=_("Why do you welcome them all the same?"),
        help_text=_("It stays with the application. Like: I have worked with her for years."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class ClearanceForm(PageForm):
    """A training, and its last day."""

    kind = forms.ChoiceField(
        label=_("What have they done?"), choices=[c for c in Check.in_lists() if c[0] != Check.DBS]
    )
    since = DateBoxes(label=_("On which day?"))
    until = DateBoxes(label=_("Until when does it count?"), required=False)

    def clean(self) -> dict[str, Any]:
        """Done already, and it ends after that."""
        return _in_order(self, "since", "until", super().clean() or {})


class DbsForm(PageForm):
    """Only what we may keep: never the certificate, nor what is on it."""

    title = _("A DBS check")
    issued_on = DateBoxes(label=_("Date of issue"))
    level = forms.ChoiceField(label=_("Level"), choices=DbsFacts.Level.choices, initial=DbsFacts.Level.ENHANCED)
    number = forms.RegexField(
        r"^\d{12}$",
        label=_("Certificate number"),
        help_text=_("The 12 numbers at its top. Do not keep a copy of it."),
        widget=forms.TextInput({"inputmode": "numeric", "class": "short-box"}),
        error_messages={"invalid": _("Enter the 12 numbers of the certificate.")},
    )
    decision = forms.ChoiceField(label=_("Our decision"), choices=YES_NO, widget=forms.RadioSelect)
    next_check_on = DateBoxes(label=_("Next check"))

    def clean(self) -> dict[str, Any]:
        """Issued already, and checked again later."""
        said = _in_order(self, "issued_on", "next_check_on", super().clean() or {})
        if "decision" in said:
            said["is_clear"] = said.pop("decision") == "yes"
        return said


def _in_order(form: PageForm, first: str, last: str, said: dict[str, Any]) -> dict[str, Any]:
    if said.get(first) and said[first] > clock.today():
        form.add_error(first, _("This day is still to come. Check the date."))
    if said.get(first) and said.get(last) and said[last] <= said[first]:
        form.add_error(last, _("This is not after the first date. Check both."))
    return said
