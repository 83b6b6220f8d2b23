"""Addresses of the boards about families new, away and grown."""

from django.urls import path

from groupsite.portal.newcomers import board

urlpatterns = [
    path("newcomers/", board.newcomers, name="newcomers"),
    path("newcomers/<uuid:code>/", board.word, name="newcomer_word"),
    path("newcomers/<uuid:code>/spoke/", board.spoke, name="newcomer_spoke"),
]
