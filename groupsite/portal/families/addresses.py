"""Addresses of the pages about families; they stand under the portal’s own name."""

from django.urls import path

from groupsite.portal.families import changes, listing, page, taking_out, told

addresses = [
    path("", listing.families, name="families"),
    path("changes/", changes.changes, name="family_changes"),
    path("told/", told.told, name="told"),
    path("take-out/", taking_out.take_out, name="families_out"),
    path("<uuid:code>/", page.family, name="family"),
    path("<uuid:code>/health/", page.health, name="family_health"),
    path("<uuid:code>/word/", page.add_word, name="family_word"),
]
