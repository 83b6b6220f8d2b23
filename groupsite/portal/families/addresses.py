"""Addresses of the pages about families; they stand under the portal’s own name."""

from django.urls import path

from groupsite.portal.families import changes, editing, listing, page, taking_out, told

addresses = [
    path("", listing.families, name="families"),
    path("changes/", changes.changes, name="family_changes"),
    path("told/", told.told, name="told"),
    path("take-out/", taking_out.take_out, name="families_out"),
    path("<uuid:code>/", page.family, name="family"),
    path("<uuid:code>/health/", page.health, name="family_health"),
    path("<uuid:code>/adults/add/", editing.new_adult, name="family_new_adult"),
    path("<uuid:code>/adults/<uuid:adult>/", editing.adult, name="family_adult"),
    path("<uuid:code>/children/add/<slug:kind>/", editing.new_child, name="family_new_child"),
    path("<uuid:code>/children/<uuid:child>/<slug:part>/", editing.child, name="family_child"),
    path("<uuid:code>/word/", page.add_word, name="family_word"),
]
