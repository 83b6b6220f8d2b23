"""Addresses of handing out and lending; they stand under the portal’s own name."""

from django.urls import path

from groupsite.portal.library import giving

addresses = [
    path("families/<uuid:code>/library/", giving.to_family, name="give_resource"),
    path("today/<uuid:code>/library/", giving.at_session, name="hand_out"),
]
