"""Addresses of the portal's own pages."""

from django.urls import include, path

from groupsite.portal import attendance, demo, evacuation, people, views, waited, watch
from groupsite.portal.buddies import board, offer
from groupsite.portal.data import staff
from groupsite.portal.data import views as mine
from groupsite.portal.families import addresses
from groupsite.portal.feeds import views as calendar
from groupsite.portal.guides import advice, births
from groupsite.portal.library import urls as library
from groupsite.portal.newcomers import urls as newcomers
from groupsite.portal.slips import urls as slips

app_name = "portal"
urlpatterns = [
    *newcomers.urlpatterns,
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("guides/registering-a-birth/", births.births, name="births"),
    path("advice/", advice.advice, name="advice"),
    path("families/<uuid:code>/advice/", advice.advise, name="advise"),
    path("health/", views.health, name="health"),
    path("people/", people.people, name="people"),
    path("people/<uuid:code>/", people.person, name="person"),
    path("people/<uuid:code>/lead/", people.name_lead, name="name_lead"),
    path("lead/", people.lead, name="lead"),
    path("lead/<uuid:code>/agree/", people.lead_answer, {"answer": "agree"}, name="agree_lead"),
    path("lead/<uuid:code>/back/", people.lead_answer, {"answer": "back"}, name="take_back_lead"),
    path("watch/", watch.watch, name="watch"),
    path("privacy/", watch.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("families/mine/offer/", offer.offer, name="offer_face"),
    path("buddies/", board.board, name="buddies"),
    path("buddies/<uuid:code>/", board.suggest, name="buddy_suggest"),
    path("buddies/pair/<uuid:code>/newcomer/", board.pass_on, {"act": "newcomer"}, name="buddy_newcomer_said_yes"),
    path("buddies/pair/<uuid:code>/buddy/", board.pass_on, {"act": "buddy"}, name="buddy_said_yes"),
    path("buddies/pair/<uuid:code>/met/", board.pass_on, {"act": "met"}, name="buddy_met"),
    path("buddies/pair/<uuid:code>/swap/", board.pass_on, {"act": "swap"}, name="buddy_swap"),
    path("buddies/pair/<uuid:code>/end/", board.pass_on, {"act": "end"}, name="buddy_end"),
    path("buddies/pair/<uuid:code>/instead/", board.instead, name="buddy_instead"),
    *slips.addresses,
    *library.addresses,
    path("families/", include(addresses.addresses)),
    path("evacuation/<uuid:code>/", evacuation.evacuation, name="evacuation"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("attendance/waited/", waited.waited, name="waited"),
    path("waited.csv", waited.waited_csv, name="waited_csv"),
    path("attendance.csv", attendance.attendance_csv, name="attendance_csv"),
    path("my-data/", mine.my_data, name="my_data"),
    path("my-data/download/", mine.download, name="download"),
    path("my-data/delete/", mine.delete, name="delete_me"),
    path("my-data/ask/", mine.ask, name="ask_about_data"),
    path("my-calendar/", calendar.mine, name="my_calendar"),
    path("my-calendar/stop/", calendar.stop, name="stop_calendar"),
    path("feed/<str:token>/sessions.ics", calendar.feed, name="feed"),
    path("data/requests/", staff.queue, name="requests"),
    path("data/requests/<uuid:code>/", staff.request_page, name="request"),
    path("data/families/<uuid:code>/delete/", staff.erase, name="erase_family"),
    path("data/families/<uuid:code>/hold/", staff.hold, name="hold"),
    path("data/holds/<uuid:code>/end/", staff.end_hold, name="end_hold"),
    path("data/forgetting/", staff.forgetting, name="forgetting"),
    path("data/forgetting/try/", staff.try_out, name="try_forgetting"),
    path("data/forgetting/<uuid:code>/agree/", staff.agree, name="agree_forgetting"),
    path("demo/", demo.people, name="demo"),
    path("demo/be/", demo.be, name="demo_be"),
    path("demo/letters/", demo.letters, name="demo_letters"),
]
