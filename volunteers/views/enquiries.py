"""The door for people who would like to help, and the list of those who have knocked."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me, name_and_address
from groupsite.kit import clock
from volunteers.forms.enquiries import HelpForm, ReplyForm
from volunteers.queries import enquiries as queries
from volunteers.services import enquiries as services


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """For anybody who has an hour to give."""
    form = HelpForm(
        request.POST or None, initial={"purpose": request.GET.get("for", "help")} | name_and_address(request)
    )
    if not form.is_valid():
        return render(request, "volunteers/help.html", {"form": form})
    if not ratelimit.consume(request, action="offer_help"):
        return render(request, "volunteers/too_many.html", status=429)
    return thank(form.send())


def thank(what: str) -> HttpResponse:
    """On to the page that thanks them for that."""
    return redirect(f"{reverse('volunteers:helped')}?for={what}")


@require_safe
def helped(request: HttpRequest) -> HttpResponse:
    """Thank you, and what happens next."""
    return render(request, "volunteers/helped.html", {"for": request.GET.get("for", "")})


@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    """Who has offered to help, and whom nobody has answered yet."""
    found = list(queries.enquiries()[: queries.MOST_ENQUIRIES])
    waiting = [enquiry for enquiry in found if not enquiry.answered_at]
    answered = [enquiry for enquiry in found if enquiry.answered_at]
    context = {"waiting": waiting, "answered": answered, "today": clock.today()}
    return render(request, "volunteers/enquiries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, code: str) -> HttpResponse:
    """One of them: what they ask, and a letter back."""
    found = get_object_or_404(queries.with_replies(), code=code)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        services.reply(found, form.cleaned_data["words"], by=me(request))
        messages.success(request, _("Your answer is on its way."))
        return redirect("volunteers:enquiries")
    return render(request, "volunteers/enquiries/one.html", {"enquiry": found, "form": form})


@require_POST
def take_on(request: HttpRequest, code: str) -> HttpResponse:
    """I answer this one."""
    services.take_on(get_object_or_404(queries.enquiries(), code=code), by=me(request))
    return redirect("volunteers:enquiry", code=code)


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody has answered this one."""
    services.mark_answered(get_object_or_404(queries.enquiries(), code=code), by=me(request))
    messages.success(request, _("Marked as answered."))
    return redirect("volunteers:enquiries")
