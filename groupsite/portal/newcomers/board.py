"""The leader's board of newcomers: who comes for the first, third or sixth time, and with whom somebody has spoken."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.forms.fields import RuleField
from families.models import Contact
from families.rules.words import tidy
from families.services import welcoming
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit.forms import PageForm
from groupsite.portal.newcomers.in_a_row import missed_in_a_row
from groupsite.portal.newcomers.queries import board, found_it_hard, reached, with_visits
from sessions.queries.access import families_led_by

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
        help_text=gettext_lazy(
            "The family may read it if they ask for their data. Write what you would say in front of them."
        ),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


@require_safe
def newcomers(request: HttpRequest) -> HttpResponse:
    """To speak to, expected, missed, done."""
    mine, of_all = families_led_by(me(request)), me(request).has_role(Role.COORDINATOR)
    context = {"board": board(among=mine, of_all=of_all), "hard": found_it_hard(among=mine)[:50]}
    context["in_a_row"] = missed_in_a_row(among=mine)[:50]
    return render(request, "portal/newcomers/board.html", context)


@require_POST
def spoke(request: HttpRequest, code: UUID) -> HttpResponse:
    """One press at the door: we had a word."""
    family = _newcomer(code, me(request))
    welcoming.had_a_word(family, visit=family.reached, way=Contact.Way.SPOKE, by=me(request))
    messages.success(request, _("Noted."))
    return redirect("portal:newcomers")


@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, code: UUID) -> HttpResponse:
    """The same with a line for the next leader, beside what the family told us and what was noted before."""
    family = _newcomer(code, me(request))
    form = WordForm(request.POST if request.method == "POST" else None, initial={"way": Contact.Way.SPOKE})
    if form.is_valid():
        welcoming.had_a_word(family, visit=family.reached, by=me(request), **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("portal:newcomers")
    words = _before(family, me(request))
    context = {"family": family, "form": form, "words": words, "first": getattr(family, "first_visit", None)}
    return render(request, "portal/newcomers/word.html", context)


def _before(family: Any, user: User) -> QuerySet[Contact]:
    """What was noted of them, while this person may look them up; and that it was read."""
    note_reading("words with the family", family, by=user)
    noted = family.contacts.select_related("by").order_by("-at", "-pk")[:20]
    return noted if family.is_open else noted.none()


def _newcomer(code: UUID, user: User) -> Any:
    """A family who has been here, of those this person looks after."""
    rows = with_visits(families_led_by(user).filter(left_at=None)).select_related("first_visit")
    family = get_object_or_404(rows, code=code)
    family.reached = reached(family.visits)
    if not family.reached:
        raise Http404
    return family
