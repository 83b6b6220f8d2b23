"""Addresses of the portal's own pages."""

from django.urls import path

from groupsite.portal import demo, views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("demo/", demo.people, name="demo"),
    path("demo/be/", demo.be, name="demo_be"),
    path("demo/letters/", demo.letters, name="demo_letters"),
]
