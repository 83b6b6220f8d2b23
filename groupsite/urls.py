"""Every address of the house. Who may open it stands in `groupsite.access`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from groupsite.accounts import again

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # limits and second factor (T07)

urlpatterns = [
    path("", include("groupsite.portal.urls")),
    path("", include("families.urls")),
    path("sessions/", include("sessions.urls")),
    path("", include("signposting.urls")),
    path("rota/", include("volunteers.urls")),
    path("accounts/again/", again.page, name="again"),
    path("accounts/", include("allauth.urls")),
    path("rescue/", admin.site.urls),
]
