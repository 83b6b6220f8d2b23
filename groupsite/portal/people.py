"""People and roles, for administrators."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts import naming
from groupsite.accounts.models import Naming, User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import grant, withdraw
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused
from groupsite.kit.forms import PageForm
from volunteers.services import standing

# A parent becomes one by joining. The safeguarding lead is named by two people, never by one alone (TRUST §3).
GIVEN_HERE = [role for role in Role if role not in {Role.PARENT, Role.SAFEGUARDING}]


class RolesForm(PageForm):
    """The hats of one person."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What this person does here"),
        help_text=gettext_lazy("Staff set up a second step of signing in before they can open anything."),
        choices=[(role.value, role.label) for role in GIVEN_HERE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    resting = forms.MultipleChoiceField(
        label=gettext_lazy("Resting until a check is renewed"),
        help_text=gettext_lazy("Ticked, it comes back by itself. Take the tick away and it does not."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_roles(self) -> list[str]:
        """Nobody locks themselves out."""
        chosen: list[str] = self.cleaned_data["roles"]
        if self.person == self.user and Role.ADMINISTRATOR not in chosen:
            raise forms.ValidationError(
                _("You can’t take your own administrator role away. Ask another administrator.")
            )
        return chosen

    def __init__(self, *args: Any, person: User, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.user = person, user
        rest = standing.resting(person)
        self.fields["resting"].choices = [(role.value, role.label) for role in rest]  # type: ignore[attr-defined]
        self.initial["resting"] = [role.value for role in rest]
        if not rest:
            del self.fields["resting"]

    @transaction.atomic
    def save(self) -> None:
        """Give what was ticked, take what was not."""
        chosen = set(self.cleaned_data["roles"])
        taken = {role.value for role in GIVEN_HERE} - chosen
        held = {role for role in taken if self.person.has_role(role)}
        rests_no_more = set(self.initial["resting"]) - set(self.cleaned_data.get("resting", ()))
        grant(self.person, *chosen, by=self.user)
        withdraw(self.person, *taken, by=self.user)
        standing.taken_by_hand(self.person, held | rests_no_more, by=self.user)


def people_like(words: str) -> QuerySet[User]:
    """People whose name or e-mail has these words in it; helpers and staff first."""
    found = User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else User.objects.all()
    works = Q(roles__overlap=[role for role in Role if role != Role.PARENT])
    return found.order_by(Case(When(works, then=0), default=1), "name", "pk")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a sign-in."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = Paginator(people_like(words), 50).get_page(request.GET.get("page"))
    return render(request, "portal/people.html", {"page": page, "words": words})


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One person's roles."""
    somebody = get_object_or_404(people_like(""), code=code)
    data = request.POST if request.method == "POST" else None
    form = RolesForm(data, initial={"roles": somebody.roles}, person=somebody, user=me(request))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds from their next click on."))
        return redirect("portal:people")
    return render(request, "portal/person.html", {"form": form, "somebody": somebody})


@require_safe
def lead(request: HttpRequest) -> HttpResponse:
    """Who the safeguarding lead is, and what waits for a second yes."""
    leads = people_like("").filter(roles__contains=[Role.SAFEGUARDING])
    return render(request, "portal/lead.html", {"leads": leads, "namings": open_namings()})


@require_POST
def name_lead(request: HttpRequest, code: str) -> HttpResponse:
    """The first yes, from somebody's own page."""
    somebody = get_object_or_404(people_like(""), code=code)
    return _said(request, lambda: naming.ask(somebody, by=me(request)), _("Asked. Somebody else has to say yes, too."))


@require_POST
def lead_answer(request: HttpRequest, code: str, answer: str) -> HttpResponse:
    """The second yes, or no after all."""
    asked = get_object_or_404(open_namings(), code=code)
    act = {"agree": naming.agree, "back": naming.take_back}[answer]
    return _said(request, lambda: act(asked, by=me(request)), _("Noted."))


def open_namings() -> QuerySet[Naming]:
    """What waits for a second yes."""
    return Naming.objects.open()


def _said(request: HttpRequest, act: Callable[[], object], thanks: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, thanks)
    return redirect("portal:lead")
