"""Addresses of the pages about slips; they stand under the portal’s own name."""

from django.urls import path

from groupsite.portal.slips import giving, results

addresses = [
    path("families/<uuid:code>/slip/", giving.give, name="give_slip"),
    path("families/<uuid:code>/slips/<uuid:slip>/", giving.given, name="slip_given"),
    path("buddies/pair/<uuid:code>/slip/", giving.give_as_buddy, name="buddy_slip"),
    path("slips/give/", giving.give_as_champion, name="champion_slip"),
    path("slips/pass-on/<uuid:slip>/", giving.to_pass_on, name="slip_to_pass_on"),
    path("slips/", results.results, name="slips"),
]
