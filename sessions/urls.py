"""Addresses of the room."""

from django.urls import path

from sessions.views import changing, leaders, parents

app_name = "sessions"
urlpatterns = [
    path("", parents.timetable, name="timetable"),
    path("today/", leaders.today, name="today"),
    path("<uuid:code>/", parents.session, name="session"),
    path("<uuid:code>/session.ics", parents.calendar, name="calendar"),
    path("<uuid:code>/book/", parents.book, name="book"),
    path("<uuid:code>/register/", leaders.register, name="register"),
    path("<uuid:code>/register/tick/", leaders.tick, name="tick"),
    path("<uuid:code>/register/rest/", leaders.rest, name="rest"),
    path("<uuid:code>/register/door/", leaders.door, name="door"),
    path("<uuid:code>/register/new-family/", leaders.new_family, name="new_family"),
    path("<uuid:code>/cancel/", leaders.cancel, name="cancel"),
    path("bookings/<uuid:code>/", parents.booking, name="booking"),
    path("bookings/<uuid:code>/session.ics", parents.booking_calendar, name="booking_calendar"),
    path("bookings/<uuid:code>/give-up/", parents.give_up, name="give_up"),
    path("bookings/<uuid:code>/interpreter/", leaders.interpreter, name="interpreter"),
    path("bookings/<uuid:code>/change/", changing.change, name="change_party"),
    path("bookings/<uuid:code>/fewer/", changing.fewer, name="take_fewer"),
    path("bookings/<uuid:code>/accept/", parents.take_offer, name="take_offer"),
]
