"""Addresses of the portal's own pages."""

from django.urls import path

from groupsite.portal import buddies, demo, people, views, watch

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("people/", people.people, name="people"),
    path("people/<uuid:code>/", people.person, name="person"),
    path("watch/", watch.watch, name="watch"),
    path("privacy/", watch.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("buddies/", buddies.board, name="buddies"),
    path("buddies/<uuid:code>/", buddies.suggest, name="buddy_suggest"),
    path("buddies/pair/<uuid:code>/newcomer/", buddies.pass_on, {"act": "newcomer"}, name="buddy_newcomer_said_yes"),
    path("buddies/pair/<uuid:code>/buddy/", buddies.pass_on, {"act": "buddy"}, name="buddy_said_yes"),
    path("buddies/pair/<uuid:code>/end/", buddies.pass_on, {"act": "end"}, name="buddy_end"),
    path("demo/", demo.people, name="demo"),
    path("demo/be/", demo.be, name="demo_be"),
    path("demo/letters/", demo.letters, name="demo_letters"),
]
