"""Addresses of the portal's own pages."""

from django.urls import path

from groupsite.portal import demo, people, views, watch

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("people/", people.people, name="people"),
    path("people/<uuid:code>/", people.person, name="person"),
    path("watch/", watch.watch, name="watch"),
    path("privacy/", watch.privacy, name="privacy"),
    path("demo/", demo.people, name="demo"),
    path("demo/be/", demo.be, name="demo_be"),
    path("demo/letters/", demo.letters, name="demo_letters"),
]
