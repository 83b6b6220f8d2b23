"""The gate every request passes: a browser that is held, the access table, the second factor, the idle limit."""

import time
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from groupsite.accounts.held import READER, Hold, guessed, held
from groupsite.kit.guards import Access

SECOND_FACTOR = "second_factor_at"
SEEN = "staff_seen_at"
REMEMBER_EVERY = 300


@cache
def table() -> dict[str, Access]:
    """The one table of who may open what, as the wiring names it."""
    return import_string("groupsite.access.TABLE")


def access_to(view_name: str) -> Access | None:
    """The line for an address; a namespace written as `name:*` covers all of it."""
    namespace = view_name.partition(":")[0]
    return table().get(view_name) or table().get(f"{namespace}:*")


class AccessMiddleware:
    """Closed by default: an address that is not in the table does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_wrong_proof(request, response) and guessed(request):
            logout(request)
            messages.error(request, _("That was wrong too many times. This tablet is signed out."))
            return redirect(settings.LOGIN_URL)
        if held(request):
            response.headers["Signed-In"] = READER
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the person in, or say where to go."""
        assert request.resolver_match is not None
        access = access_to(request.resolver_match.view_name)
        if access is None:
            raise Http404
        if (hold := held(request)) and (way := _led_back(request, hold, access, kwargs)):
            return way
        if access.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        user: Any = request.user
        if not access.lets_in(user):
            raise PermissionDenied
        return self._staff_door(request, access)

    def _staff_door(self, request: HttpRequest, access: Access) -> HttpResponse | None:
        user: Any = request.user
        if not user.is_staff_member:
            return None
        if settings.SECOND_FACTOR_REQUIRED and SECOND_FACTOR not in request.session:
            return None if access.before_second_factor else redirect("mfa_index")
        if _idle_too_long(request):
            logout(request)
            return redirect_to_login(_way_back(request))
        return None


def _led_back(request: HttpRequest, hold: Hold, access: Access, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Where a browser that is held goes instead, unless it asks for its own place or to show who is asking."""
    user: Any = request.user
    if hold.is_over or not user.is_authenticated or (access.when_held and not access.lets_in(user)):
        logout(request)
        return redirect(settings.LOGIN_URL)
    mine = access.when_held and str(kwargs.get("code", hold.code)) == hold.code
    return None if mine else redirect(hold.way)


def _is_wrong_proof(request: HttpRequest, response: HttpResponse) -> bool:
    """Did somebody say who they are and was not believed? Whoever is goes on to another page."""
    match = request.resolver_match
    access = access_to(match.view_name) if match else None
    proves = match is not None and access is not None and access.when_held and "code" not in match.kwargs
    return proves and request.method == "POST" and response.status_code != HTTPStatus.FOUND


def _way_back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/"


def _idle_too_long(request: HttpRequest) -> bool:
    now = int(time.time())
    idle = now - request.session.get(SEEN, now)
    if SEEN not in request.session or idle > REMEMBER_EVERY:
        request.session[SEEN] = now
    return idle > settings.STAFF_IDLE_MINUTES * 60


class LanguageMiddleware:
    """Pages speak the language of the person's account, else the browser's first choice that we have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        wanted = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(wanted):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", wanted)
        return response
