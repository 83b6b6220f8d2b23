"""Inviting another adult, and what the invited person opens."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.forms.invitations import INVITING, InviteForm
from families.models import Family, Invitation
from families.queries import (
    adults_to_invite,
    children_for,
    families_managed_by,
    helpers_managed_by,
    invitation_in,
    invitations_managed_by,
    inviter_name,
    standing_with,
)
from families.rules.invitations import Standing
from families.rules.words import first_name
from families.services import invitations
from groupsite.accounts.again import again
from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.kit.errors import Refused, tell

Answer = Callable[[Invitation, User], tuple[Any, str]]
Kind = Invitation.Kind
THANKS = {
    Kind.CARER: gettext_lazy("You belong to the family now. Welcome!"),
    Kind.OTHER_HOME: gettext_lazy("Your home is set up. Only you see what you tell us here."),
    Kind.HELPER: gettext_lazy("Thank you for helping. You can book for the family now."),
}


@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Three ways of asking somebody in."""
    get_object_or_404(families_managed_by(me(request)))
    return render(request, "families/invite/ways.html")


@require_http_methods(["GET", "POST"])
@again
def invite(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask somebody who is not on the list yet."""
    family = get_object_or_404(families_managed_by(me(request)))
    if kind not in INVITING:
        raise Http404
    form = INVITING[kind](request.POST if request.method == "POST" else None, children=children_for(me(request)))
    return _invite(request, family, form)


@require_http_methods(["GET", "POST"])
@again
def invite_adult(request: HttpRequest, code: UUID) -> HttpResponse:
    """An adult on the list gets a sign-in."""
    adult = get_object_or_404(adults_to_invite(me(request)), code=code)
    form = InviteForm(request.POST if request.method == "POST" else None, carer=adult)
    return _invite(request, adult.family, form)


def _invite(request: HttpRequest, family: Family, form: InviteForm) -> HttpResponse:
    if form.is_valid():
        try:
            invitations.invite(family, form.asked(), by=me(request))
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The invitation is on its way. It can be used for 14 days."))
            return redirect("families:mine")
    return render(request, "families/change.html", {"form": form, "button": _("Send the invitation")})


@require_POST
def take_back(request: HttpRequest, code: UUID) -> HttpResponse:
    """The family thinks again."""
    invitation = get_object_or_404(invitations_managed_by(me(request)), code=code)
    invitations.withdraw(invitation, by=me(request))
    messages.success(request, _("Taken back. The link opens nothing any more."))
    return redirect("families:mine")


@require_POST
def end_helper(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody helps no more."""
    helper = get_object_or_404(helpers_managed_by(me(request)), code=code)
    invitations.end_helper(helper, by=me(request))
    messages.success(request, _("Ended. They cannot book for you any more."))
    return redirect("families:mine")


@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """What the letter's link opens: who asks and what for. The buttons answer."""
    invitation = invitation_in(token)
    if invitation is None:
        return render(request, "families/invite/over.html", status=410)
    standing = standing_with(request.user, invitation)
    if request.method == "POST" and standing in ANSWERS:
        return _answer(request, invitation, ANSWERS[standing].get(request.POST.get("answer", "")))
    context = {
        "invitation": invitation,
        "standing": standing,
        "inviter": first_name(inviter_name(invitation)),
        "children": invitation.children.order_by("pk") if standing in ANSWERS else [],
    }
    return render(request, "families/invite/invited.html", context)


def _answer(request: HttpRequest, invitation: Invitation, act: Answer | None) -> HttpResponse:
    if act is None:
        return redirect(request.path)
    try:
        thanks, then = act(invitation, me(request))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(request.path)
    messages.success(request, thanks)
    return redirect(then)


def _accept(invitation: Invitation, user: User) -> tuple[Any, str]:
    invitations.accept(invitation, by=user)
    return THANKS[Kind(invitation.kind)], "portal:home" if invitation.kind == Kind.HELPER else "families:mine"


def _decline(invitation: Invitation, user: User) -> tuple[Any, str]:
    invitations.withdraw(invitation, by=user)
    return _("That’s fine. The invitation is over, and nobody gets a letter about it."), "portal:home"


def _ask_to_join(invitation: Invitation, user: User) -> tuple[Any, str]:
    invitations.ask_to_join_the_two(invitation, by=user)
    return _("Thank you. A group leader will look at it and talk to you both."), "families:mine"


ANSWERS: dict[str, dict[str, Answer]] = {
    Standing.OPEN: {"yes": _accept, "no": _decline},
    Standing.TWO_HOUSEHOLDS: {"join": _ask_to_join, "no": _decline},
}
"""Where somebody must stand with an invitation to press which button."""
