"""Addresses of the room."""

from django.urls import URLPattern

app_name = "signposting"
urlpatterns: list[URLPattern] = []
