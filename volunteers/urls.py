"""Addresses of the room."""

from django.urls import path

from volunteers.views import enquiries, leaders, rota

app_name = "volunteers"
urlpatterns = [
    path("", rota.rota, name="rota"),
    path("take/", rota.take, name="take"),
    path("mine/<uuid:code>/withdraw/", rota.withdraw, name="withdraw"),
    path("gaps/", leaders.gaps, name="gaps"),
    path("jobs/", leaders.needs, name="needs"),
    path("jobs/<uuid:code>/end/", leaders.end_need, name="end_need"),
    path("help/", enquiries.offer, name="help"),
    path("help/thank-you/", enquiries.helped, name="helped"),
    path("offers/", enquiries.enquiries, name="enquiries"),
    path("offers/<uuid:code>/answered/", enquiries.answer, name="answer"),
]
