"""The leader's board of newcomers: who comes for the first, third or sixth time, and with whom somebody has spoken."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.forms.fields import RuleField
from families.models import Contact, Family
from families.rules.words import tidy
from families.services import welcoming
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit.forms import PageForm
from groupsite.portal.newcomers.queries import board, found_it_hard, reached, with_visits

SPOKEN = [(way.value, way.label) for way in (Contact.Way.SPOKE, Contact.Way.RANG)]


class WordForm(PageForm):
    """How, and a line for whoever meets them next."""

    title = gettext_lazy("We had a word")
    way = forms.ChoiceField(
        label=gettext_lazy("How?"), choices=SPOKEN, widget=forms.RadioSelect, initial=Contact.Way.SPOKE
    )
    note = RuleField(
        lambda text: tidy(text, longest=welcoming.LONGEST),
        label=gettext_lazy("What should the next leader know?"),
        help_text=gettext_lazy("Only leaders see it. Write what you would say in front of the family."),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


@require_safe
def newcomers(request: HttpRequest) -> HttpResponse:
    """To speak to, expected, missed, done."""
    return render(request, "portal/newcomers/board.html", {"board": board(), "hard": found_it_hard()[:50]})


@require_POST
def spoke(request: HttpRequest, code: UUID) -> HttpResponse:
    """One press at the door: we had a word."""
    family = _newcomer(code)
    welcoming.had_a_word(family, visit=family.reached, way=Contact.Way.SPOKE, by=me(request))
    messages.success(request, _("Noted."))
    return redirect("portal:newcomers")


@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, code: UUID) -> HttpResponse:
    """The same with a line for the next leader, beside what the family told us and what was noted before."""
    family = _newcomer(code)
    form = WordForm(request.POST if request.method == "POST" else None, initial={"way": Contact.Way.SPOKE})
    if form.is_valid():
        welcoming.had_a_word(family, visit=family.reached, by=me(request), **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("portal:newcomers")
    note_reading("words with the family", family, by=me(request))
    words = family.contacts.select_related("by").order_by("-at", "-pk")[:20]
    context = {"family": family, "form": form, "words": words, "first": getattr(family, "first_visit", None)}
    return render(request, "portal/newcomers/word.html", context)


def _newcomer(code: UUID) -> Any:
    """A family who has been here."""
    rows = with_visits(Family.objects.filter(left_at=None)).select_related("first_visit")
    family = get_object_or_404(rows, code=code)
    family.reached = reached(family.visits)
    if not family.reached:
        raise Http404
    return family
