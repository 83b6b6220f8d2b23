"""Addresses of handing out and lending; they stand under the portal’s own name."""

from django.urls import path

from groupsite.portal.library import giving, health, lending

addresses = [
    path("families/<uuid:code>/library/", giving.to_family, name="give_resource"),
    path("today/<uuid:code>/library/", giving.at_session, name="hand_out"),
    path("today/<uuid:code>/lend/", lending.shelf, name="lend"),
    path("today/<uuid:code>/lend/<uuid:thing>/", lending.lend, name="lend_thing"),
    path("loans/", lending.loans, name="loans"),
    path("loans/<uuid:code>/back/", lending.back, name="loan_back"),
    path("loans/<uuid:code>/longer/", lending.longer, name="loan_longer"),
    path("health-topics/", health.topics, name="health_topics"),
]
