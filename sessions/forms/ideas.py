"""Five short boxes for a group that does not exist yet, and one for the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm
from sessions.models import Idea
from sessions.services import ideas


def lines(rows: int = 2) -> forms.Textarea:
    """A box for a few words."""
    return forms.Textarea({"rows": rows})


class IdeaForm(PageForm):
    """What, for whom, when and where, what it takes, who helps."""

    what = forms.CharField(
        label=_("What would you like to start?"),
        help_text=_("For example: a walk with buggies, a group for dads, songs in Polish."),
        max_length=120,
        error_messages={"required": _("Tell us in a few words what it is.")},
    )
    for_whom = forms.CharField(
        label=_("Who is it for?"),
        help_text=_("For example: babies who do not walk yet."),
        max_length=200,
        error_messages={"required": _("Tell us who it is for.")},
    )
    when_where = forms.CharField(
        label=_("When and where, roughly?"),
        help_text=_("For example: Friday mornings in the park. You can say that you do not know yet."),
        max_length=300,
        widget=lines(),
        error_messages={"required": _("Tell us roughly when and where, or that you do not know yet.")},
    )
    needs = forms.CharField(
        label=_("What do you need?"),
        help_text=_("For example: a room, a box of toys, somebody who has done it before."),
        required=False,
        max_length=300,
        widget=lines(),
    )
    who_helps = forms.CharField(
        label=_("Who helps you?"), help_text=_("You can start alone."), required=False, max_length=300, widget=lines()
    )

    def save(self, *, by: User) -> bool:
        """Send it; a rule that says no is told on the form."""
        try:
            ideas.suggest(self.cleaned_data, by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True


class NotNowForm(PageForm):
    """Why not now."""

    why = forms.CharField(
        label=_("Why not now? They read this."),
        help_text=_("For example: The hall is full until March. Please ask again then."),
        max_length=300,
        widget=lines(),
        error_messages={"required": _("Say why, so that they know what would help.")},
    )

    def save(self, idea: Idea, *, by: User) -> bool:
        """Answer; somebody may have been quicker."""
        try:
            ideas.not_now(idea, self.cleaned_data["why"], by=by)
        except Refused as no:
            tell(self, no)
            return False
        return True


class WithIdeaForm(forms.Form):
    """Somebody's idea that a new group begins with, from the address."""

    idea = forms.UUIDField(required=False)

    def chosen(self, user: User) -> Idea | None:
        """The idea, while it waits, for a coordinator."""
        code = self.cleaned_data["idea"] if self.is_valid() else None
        if code is None or not user.has_role(Role.COORDINATOR):
            return None
        return Idea.objects.waiting().filter(code=code).first()
