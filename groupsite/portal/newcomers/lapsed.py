"""Families not seen for a while: a leader chooses a gentle hello, or to leave them be. Nobody is chased by a clock."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from families.models import Carer, Contact, Family
from families.rules.reaching import why_no_letter
from families.services.welcoming import say_hello
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.audit.services import note_reading
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from groupsite.outbox.delivery import words
from groupsite.outbox.services import post
from groupsite.portal.newcomers import queries
from groupsite.portal.newcomers.board import WordForm
from groupsite.portal.newcomers.letters import hello_to
from sessions.queries.access import families_led_by

MOST = 100


class HelloForm(PageForm):
    """Which button, and a line for whoever looks next."""

    title = gettext_lazy("A gentle hello")
    way = forms.ChoiceField(choices=Contact.Way.choices, widget=forms.HiddenInput)
    note = WordForm.base_fields["note"]


@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """Who came and has not for a while, the latest first."""
    rows = _latest(me(request))
    context = {"families": rows[:MOST], "more": len(rows) > MOST, "most": MOST, "weeks": settings.LAPSED_WEEKS}
    return render(request, "portal/newcomers/away.html", context)


def _latest(user: User) -> list[Any]:
    """One more than is shown. Of a few families each is asked; of all, the visits are gone through backwards."""
    mine = families_led_by(user)
    if user.has_role(Role.COORDINATOR):
        return queries.lapsed_latest(MOST + 1, among=mine)
    return list(queries.lapsed(among=mine)[: MOST + 1])


@require_http_methods(["GET", "POST"])
def family(request: HttpRequest, code: UUID) -> HttpResponse:
    """One of them: how to reach them, the letter to look at, and four ways to go on."""
    found = get_object_or_404(queries.lapsed(among=families_led_by(me(request)).filter(code=code)))
    form = HelloForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            greet(found, by=me(request), **form.cleaned_data)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Noted. They are left in peace for three months now."))
            return redirect("portal:lapsed")
    if found.is_open and found.main_carer and found.main_carer.contact_note:
        note_reading("how to reach them", found, by=me(request))
    return render(request, "portal/newcomers/away_family.html", {"family": found, "form": form, **_letter(found)})


def _letter(found: Any) -> dict[str, Any]:
    """The words of the letter, or why a letter is not the way."""
    carer = found.main_carer
    if carer is None or (why := why_not(found)):
        return {"why_not": why if carer else _("No adult gets letters for this family.")}
    subject, text, _html = words("hello_again", hello_to(carer))
    return {"subject": subject, "text": text}


def why_not(family: Any) -> str:
    """Why a letter is not the way; what they need instead is told to whoever may look them up."""
    why = why_no_letter(family.main_carer)
    return why if family.is_open or not why else _("A letter is not the way to them.")


@transaction.atomic
def greet(found: Family, *, way: str, note: str, by: User) -> Contact:
    """Note it, and post the letter if that is the way. Two leaders may press at once; the second is told."""
    carer = Carer.objects.filter(family=found, is_main=True).first()
    if way == Contact.Way.LETTER and (carer is None or why_no_letter(carer)):
        raise Refused(_("A letter is not the way to this family. Ring them or tell them in person."), code="no_letter")
    contact = say_hello(found, way=way, note=note, by=by)
    if way == Contact.Way.LETTER and carer is not None:
        post("hello_again", to=carer, about=contact)
    return contact
