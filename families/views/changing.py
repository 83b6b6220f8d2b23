"""What the pages that change one thing share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import PageForm


def posted(request: HttpRequest) -> Any:
    """What a form brought, even when that is nothing."""
    return request.POST if request.method == "POST" else None


def done(form: PageForm, change: Callable[[], object]) -> bool:
    """Make the change; a refusal is said on the form."""
    try:
        change()
    except Refused as refusal:
        tell(form, refusal)
        return False
    return True


def saved(request: HttpRequest) -> HttpResponse:
    """Back to “My family”."""
    messages.success(request, _("Saved."))
    return redirect("families:mine")


def page(request: HttpRequest, form: PageForm, **more: Any) -> HttpResponse:
    """The form with its reasons."""
    return render(request, "families/change.html", {"form": form, **more})
