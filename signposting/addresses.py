"""Addresses of what we keep beside the directory: people, guides, the library, barriers, partners."""

from django.urls import path

from .views import barriers, guides, hub, internal, kept, library, library_desk, partners, people

shelves = [
    path("kept/", kept.kept, name="kept"),
    path("kept/<slug:kind>/<uuid:code>/still-right/", kept.still_right, name="still_right"),
    path("kept/ours/", internal.internal, name="internal"),
    path("kept/ours/new/", internal.new, name="new_internal"),
    path("kept/ours/<uuid:code>/", internal.entry, name="internal_entry"),
    path("kept/ours/<uuid:code>/change/", internal.edit, name="edit_internal"),
    path("kept/ours/<uuid:code>/open/", internal.open_to_families, name="open_to_families"),
    path("directory/<uuid:code>/ours/", internal.keep_for_us, name="keep_for_us"),
    path("kept/guides/<uuid:code>/", guides.guide, name="guide"),
    path("library/", library.library, name="library"),
    path("library/<uuid:code>/", library.resource, name="resource"),
    path("library/<uuid:code>/files/<int:number>/", library.file, name="resource_file"),
    path("library/<uuid:code>/comment/", library.comment, name="comment"),
    path("kept/library/", library_desk.shelf, name="library_desk"),
    path("kept/library/new/<slug:kind>/", library_desk.new, name="new_resource"),
    path("kept/library/<uuid:code>/", library_desk.edit, name="edit_resource"),
    path("kept/library/<uuid:code>/off/", library_desk.take_off, name="resource_off"),
    path("kept/library/comments/<uuid:code>/", library_desk.decide, name="decide_comment"),
    path("kept/barriers/", barriers.barriers, name="barriers"),
    path("directory/<uuid:code>/barrier/", barriers.barrier, name="barrier"),
    path("kept/partners/", partners.partners, name="partners"),
    path("kept/partners/new/", partners.new, name="new_partner"),
    path("kept/partners/<uuid:code>/", partners.partner, name="partner"),
    path("kept/partners/<uuid:code>/end/", partners.end, name="end_partner"),
    path("kept/hub/", hub.hub, name="hub"),
    path("kept/hub/people/new/", hub.new_person, name="new_hub_person"),
    path("kept/hub/people/<uuid:code>/", hub.person, name="hub_person"),
    path("kept/hub/people/<uuid:code>/left/", hub.person_left, name="hub_person_left"),
    path("kept/hub/talks/new/", hub.new_talk, name="new_talk"),
    path("people-to-ask/", people.people, name="people"),
    path("people-to-ask/new/", people.new, name="new_person"),
    path("people-to-ask/<uuid:code>/", people.person, name="person"),
    path("people-to-ask/<uuid:code>/off/", people.take_off, name="take_off_person"),
]
