"""Addresses of the boards about families new, away and grown."""

from django.urls import path

from groupsite.portal.newcomers import board, goodbye, lapsed, missed

urlpatterns = [
    path("newcomers/", board.newcomers, name="newcomers"),
    path("newcomers/<uuid:code>/", board.word, name="newcomer_word"),
    path("newcomers/<uuid:code>/spoke/", board.spoke, name="newcomer_spoke"),
    path("newcomers/<uuid:code>/missed/", missed.asked, name="asked_after"),
    path("away/", lapsed.away, name="lapsed"),
    path("away/<uuid:code>/", lapsed.family, name="lapsed_family"),
    path("goodbyes/", goodbye.goodbyes, name="goodbyes"),
    path("goodbyes/<uuid:code>/said/", goodbye.said, name="said_goodbye"),
    path("goodbyes/<uuid:code>/left/", goodbye.left, name="has_left"),
]
