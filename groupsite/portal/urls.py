"""Addresses of the portal's own pages."""

from django.urls import path

from groupsite.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("health/", views.health, name="health"),
]
