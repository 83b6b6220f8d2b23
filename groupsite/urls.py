"""Every address of the house. Who may open it stands in `groupsite.access`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, register_converter

from groupsite.accounts import again
from groupsite.kit.codes import ShortConverter
from sessions.views import parents

register_converter(ShortConverter, "short")
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # limits and second factor (T07)

urlpatterns = [
    path("", include("groupsite.portal.urls")),
    path("", include("families.urls")),
    path("sessions/", include("sessions.urls")),
    path("", include("signposting.urls")),
    path("b/<short:code>/", parents.short, name="short_booking"),
    path("rota/", include("volunteers.urls")),
    path("accounts/again/", again.page, name="again"),
    path("accounts/", include("allauth.urls")),
    path("rescue/", admin.site.urls),
]
