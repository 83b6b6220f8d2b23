"""Addresses of the room."""

from django.urls import path

from volunteers.views import asking, enquiries, how_i_help, joining, leaders, mine, rota, team

app_name = "volunteers"
urlpatterns = [
    path("", rota.rota, name="rota"),
    path("take/", rota.take, name="take"),
    path("wait/", rota.wait, name="wait"),
    path("waiting/<uuid:code>/stop/", rota.stop_waiting, name="stop_waiting"),
    path("mine/<uuid:code>/", mine.shift, name="mine"),
    path("mine/<uuid:code>/withdraw/", mine.withdraw, name="withdraw"),
    path("mine/<uuid:code>/stand-in/", mine.stand_in, name="stand_in"),
    path("mine/<uuid:code>/repeat/", mine.repeat, name="repeat"),
    path("mine/<uuid:code>/swap/", mine.swap, name="swap"),
    path("swaps/<uuid:code>/", mine.asked_to_swap, name="asked_to_swap"),
    path("swaps/<uuid:code>/answer/", mine.answer_swap, name="answer_swap"),
    path("asked/<uuid:code>/", asking.asked, name="asked"),
    path("asked/<uuid:code>/answer/", asking.answer, name="answer_asking"),
    path("how-i-help/", how_i_help.how_i_help, name="how_i_help"),
    path("how-i-help/away/", how_i_help.away, name="away"),
    path("how-i-help/away/<uuid:code>/back/", how_i_help.back, name="back"),
    path("how-i-help/calendar/", how_i_help.calendar_link, name="calendar_link"),
    path("feed/<slug:token>/shifts.ics", how_i_help.feed, name="feed"),
    path("gaps/", leaders.gaps, name="gaps"),
    path("gaps/week/", leaders.week, name="week"),
    path("gaps/<uuid:code>/", asking.fill, name="fill"),
    path("gaps/<uuid:code>/ask/", asking.ask, name="ask"),
    path("jobs/", leaders.needs, name="needs"),
    path("jobs/<uuid:code>/end/", leaders.end_need, name="end_need"),
    path("join/", joining.apply, name="apply"),
    path("link/<str:token>/reference/", joining.reference, name="reference"),
    path("agreements/", joining.agreements, name="agreements"),
    path("applications/<uuid:code>/", joining.application, name="application"),
    path("applications/<uuid:code>/decide/", joining.decide, name="decide"),
    path("team/", team.team, name="team"),
    path("team/<uuid:code>/", team.member, name="member"),
    path("team/<uuid:code>/step/", team.step, name="step"),
    path("team/<uuid:code>/clearance/", team.clearance, name="clearance"),
    path("team/<uuid:code>/dbs/", team.dbs, name="dbs"),
    path("help/", enquiries.offer, name="help"),
    path("help/thank-you/", enquiries.helped, name="helped"),
    path("offers/", enquiries.enquiries, name="enquiries"),
    path("offers/<uuid:code>/answered/", enquiries.answer, name="answer"),
]
