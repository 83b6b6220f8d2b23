"""Addresses of the room."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from families.forms.carers import CARER_PARTS
from families.forms.children import PARTS
from families.views import (
    address,
    adults,
    assisted,
    buddy,
    choices,
    early_education,
    first_visit,
    importing,
    invitations,
    joining,
    joining_children,
    leaving,
    mine,
    more,
    twins,
)


class PartConverter(StringConverter):
    """One of the questions about a child."""

    regex = "|".join(PARTS)


class CarerPartConverter(StringConverter):
    """One of the pages about an adult."""

    regex = "|".join(CARER_PARTS)


class AnswerConverter(StringConverter):
    """What a family may answer."""

    regex = "|".join(buddy.ANSWERS)


register_converter(PartConverter, "part_of_child")
register_converter(CarerPartConverter, "part_of_carer")
register_converter(AnswerConverter, "buddy_answer")

app_name = "families"
IMPORTS = [
    path("", importing.imports, name="imports"),
    path("template/", importing.import_template, name="import_template"),
    path("<uuid:code>/", importing.preview, name="import"),
    path("<uuid:code>/columns/", importing.import_columns, name="import_columns"),
    path("<uuid:code>/rows/<int:number>/", importing.import_row, name="import_row"),
    path("<uuid:code>/rows/<int:number>/skip/", importing.import_skip, name="import_skip"),
    path("<uuid:code>/take/", importing.import_take, name="import_take"),
    path("<uuid:code>/left-over/", importing.import_left, name="import_left"),
]
urlpatterns = [
    path("families/import/", include(IMPORTS)),
    path("join/", joining.join, name="join"),
    path("join/check/", joining.check, name="check"),
    path("join/done/", joining.joined, name="joined"),
    path("join/children/", joining_children.children, name="children"),
    path("join/children/add/<slug:kind>/", joining_children.add_child, name="add_child"),
    path("join/children/<uuid:code>/remove/", joining_children.remove_child, name="remove_child"),
    path("join/children/<uuid:code>/<part_of_child:part>/", joining_children.child, name="child"),
    path("join/<slug:slug>/", joining.question, name="question"),
    path("families/mine/", mine.mine, name="mine"),
    path("families/mine/adults/add/", mine.add_adult, name="add_adult"),
    path("families/mine/adults/<uuid:code>/", mine.carer, name="carer"),
    path("families/mine/adults/<uuid:code>/invite/", invitations.invite_adult, name="invite_adult"),
    path("families/mine/adults/<uuid:code>/rights/", adults.rights, name="rights"),
    path("families/mine/adults/<uuid:code>/remove/", leaving.remove_adult, name="remove_adult"),
    path("families/mine/adults/<uuid:code>/pass-on/", leaving.pass_on, name="pass_on"),
    path("families/mine/leave/", leaving.leave, name="leave"),
    path("families/mine/children/<uuid:code>/remove/", leaving.remove_child, name="child_leaves"),
    path("families/mine/address/", address.mine, name="address"),
    path("families/twins/", twins.twins, name="twins"),
    path("families/twins/<uuid:code>/", twins.decide, name="decide_twins"),
    path("families/merges/<uuid:code>/undo/", twins.undo, name="undo_merge"),
    path("families/protected/", address.protected, name="protected"),
    path("families/protected/<uuid:code>/", address.protected_address, name="protected_address"),
    path("families/mine/invite/", invitations.ways, name="ways_to_invite"),
    path("families/mine/invite/<slug:kind>/", invitations.invite, name="invite"),
    path("families/mine/invitations/<uuid:code>/end/", invitations.take_back, name="take_back_invitation"),
    path("families/mine/helpers/<uuid:code>/end/", invitations.end_helper, name="end_helper"),
    path("invited/<str:token>/", invitations.invited, name="invited"),
    path("families/mine/adults/<uuid:code>/<part_of_carer:part>/", more.carer_part, name="carer_part"),
    path("families/mine/children/add/<slug:kind>/", mine.new_child, name="new_child"),
    path("families/mine/children/<uuid:code>/<part_of_child:part>/", mine.change_child, name="change_child"),
    path("families/mine/children/<uuid:code>/about/", more.about_child, name="about_child"),
    path(
        "families/mine/children/<uuid:code>/about/take-back/", more.take_back_about_child, name="take_back_about_child"
    ),
    path("families/mine/still-right/", more.still_right, name="still_right"),
    path("families/mine/more/private/", more.private, name="private"),
    path("families/mine/more/<slug:slug>/", more.more, name="more"),
    path("families/mine/choices/", choices.mine, name="choices"),
    path("families/mine/choices/<slug:purpose>/", choices.choose, name="choose"),
    path("families/register/", assisted.register_family, name="register_family"),
    path("families/<uuid:code>/choices/", choices.of_family, name="choices_of_family"),
    path("families/<uuid:code>/choices/<slug:purpose>/", choices.note, name="note_choice"),
    path("early-education/", early_education.early_education_page, name="early_education"),
    path("families/mine/first-visit/", first_visit.first_visit, name="first_visit"),
    path("families/mine/buddy/", buddy.buddy, name="buddy"),
    path("families/mine/buddy/<uuid:code>/<buddy_answer:answer>/", buddy.buddy_answer, name="buddy_answer"),
    path("families/mine/<slug:slug>/", mine.fact, name="fact"),
]
