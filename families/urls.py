"""Addresses of the room."""

from django.urls import path, register_converter

from families.forms.children import PARTS
from families.views import joining, joining_children


class PartConverter:
    """One of the questions about a child."""

    regex = "|".join(PARTS)

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    to_url = to_python


register_converter(PartConverter, "part_of_child")

app_name = "families"
urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/check/", joining.check, name="check"),
    path("join/done/", joining.joined, name="joined"),
    path("join/children/", joining_children.children, name="children"),
    path("join/children/add/<slug:kind>/", joining_children.add_child, name="add_child"),
    path("join/children/<uuid:code>/remove/", joining_children.remove_child, name="remove_child"),
    path("join/children/<uuid:code>/<part_of_child:part>/", joining_children.child, name="child"),
    path("join/<slug:slug>/", joining.question, name="question"),
]
