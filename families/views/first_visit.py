"""How was your first visit? One of three buttons, and words if they like."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from families.forms.fields import RuleField
from families.models import FirstVisit
from families.queries import first_visits_for
from families.rules.words import tidy
from families.services import welcoming
from groupsite.accounts.who import me
from groupsite.audit.services import last_was
from groupsite.kit.forms import PageForm


class FirstVisitForm(PageForm):
    """The button is the answer; the words are theirs to leave out."""

    answer = forms.ChoiceField(choices=FirstVisit.Answer.choices, widget=forms.HiddenInput, required=True)
    words = RuleField(
        lambda text: tidy(text, longest=welcoming.LONGEST),
        label=gettext_lazy("Anything you would like to tell us?"),
        help_text=gettext_lazy("The people who run your group read it."),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


@require_http_methods(["GET", "POST"])
def first_visit(request: HttpRequest) -> HttpResponse:
    """Shows the three buttons; a press of one answers."""
    visit = get_object_or_404(first_visits_for(me(request)))
    words = visit.words if last_was("first_visit.answered", visit, by=me(request)) else ""  # not the other adult's
    form = FirstVisitForm(request.POST if request.method == "POST" else None, initial={"words": words})
    if form.is_valid():
        welcoming.tell_of_first_visit(visit, by=me(request), **form.cleaned_data)
        messages.success(request, _("Thank you for telling us. It helps us welcome people."))
        return redirect("portal:home")
    context = {"form": form, "visit": visit, "answers": FirstVisit.Answer.choices}
    return render(request, "families/first_visit.html", context)
