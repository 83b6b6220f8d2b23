"""Addresses of the room."""

from django.urls import path

from sessions.views import changing, door, groups, leaders, outside, parents

app_name = "sessions"
urlpatterns = [
    path("", parents.timetable, name="timetable"),
    path("today/", leaders.today, name="today"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new_group, name="new_group"),
    path("groups/<uuid:code>/", groups.group, name="group"),
    path("groups/<uuid:code>/edit/", groups.edit_group, name="edit_group"),
    path("groups/<uuid:code>/dates/", groups.group_dates, name="group_dates"),
    path("groups/<uuid:code>/dates/<uuid:term>/", groups.group_dates, name="group_term"),
    path("groups/<uuid:code>/dates.ics", outside.group_calendar, name="group_calendar"),
    path("groups/<uuid:code>/poster/", outside.poster, name="poster"),
    path("groups/<uuid:code>/embedded/", outside.embedded, name="embedded"),
    path("places/", groups.venues, name="venues"),
    path("places/new/", groups.venue, name="new_venue"),
    path("places/<uuid:code>/", groups.venue, name="venue"),
    path("terms/", groups.terms, name="terms"),
    path("terms/new/<slug:kind>/", groups.new_days, name="new_days"),
    path("terms/<uuid:code>/", groups.term, name="term"),
    path("terms/<uuid:code>/open/", groups.open_term, name="open_term"),
    path("terms/<uuid:code>/take-back/", groups.take_back_term, name="take_back_term"),
    path("breaks/<uuid:code>/remove/", groups.remove_break, name="remove_break"),
    path("<uuid:code>/", parents.session, name="session"),
    path("<uuid:code>/session.ics", parents.calendar, name="calendar"),
    path("<uuid:code>/book/", parents.book, name="book"),
    path("<uuid:code>/register/", leaders.register, name="register"),
    path("<uuid:code>/register/tick/", leaders.tick, name="tick"),
    path("<uuid:code>/register/rest/", leaders.rest, name="rest"),
    path("<uuid:code>/register/release/", door.release, name="release"),
    path("<uuid:code>/register/release/undo/", door.unrelease, name="unrelease"),
    path("<uuid:code>/register/admit/", door.admit, name="admit"),
    path("<uuid:code>/register/door/", leaders.door, name="door"),
    path("<uuid:code>/register/new-family/", leaders.new_family, name="new_family"),
    path("<uuid:code>/cancel/", leaders.cancel, name="cancel"),
    path("<uuid:code>/change-date/", groups.change_date, name="change_date"),
    path("bookings/<uuid:code>/", parents.booking, name="booking"),
    path("bookings/<uuid:code>/session.ics", parents.booking_calendar, name="booking_calendar"),
    path("bookings/<uuid:code>/give-up/", parents.give_up, name="give_up"),
    path("bookings/<uuid:code>/interpreter/", leaders.interpreter, name="interpreter"),
    path("bookings/<uuid:code>/change/", changing.change, name="change_party"),
    path("bookings/<uuid:code>/fewer/", changing.fewer, name="take_fewer"),
    path("bookings/<uuid:code>/accept/", parents.take_offer, name="take_offer"),
]
