"""Addresses of the room."""

from django.urls import path

from volunteers import views

app_name = "volunteers"
urlpatterns = [
    path("", views.rota, name="rota"),
    path("take/", views.take, name="take"),
    path("mine/<uuid:code>/withdraw/", views.withdraw, name="withdraw"),
    path("gaps/", views.gaps, name="gaps"),
    path("jobs/", views.needs, name="needs"),
    path("jobs/<uuid:code>/end/", views.end_need, name="end_need"),
    path("help/", views.offer, name="help"),
    path("help/thank-you/", views.helped, name="helped"),
    path("offers/", views.enquiries, name="enquiries"),
    path("offers/<uuid:code>/answered/", views.answer, name="answer"),
]
