"""The order of the questions, and which comes next. Answers are kept one by one, so anybody can stop and carry on."""

from collections.abc import Mapping
from typing import Any, NamedTuple

BEFORE_CHILDREN = ("name", "phone", "area")
AFTER_CHILDREN = ("friend", "languages", "needs", "heard")
MOST_CHILDREN = 12
PARTS_OF_A_CHILD = (("name", "first_name"), ("birthday", "born_on"), ("allergies", "allergies"), ("helps", "helps"))
"""What is asked about each child, and the fact that shows it was."""


class Page(NamedTuple):
    """An address of the joining pages: its name, and what stands in it."""

    name: str
    kwargs: dict[str, str]


def next_page(answers: Mapping[str, Any]) -> Page:
    """The first question without an answer; with all answered, the check."""
    for slug in BEFORE_CHILDREN:
        if slug not in answers:
            return question_page(slug)
    if page := _children_page(answers):
        return page
    for slug in AFTER_CHILDREN:
        if slug not in answers:
            return question_page(slug)
    return Page("families:check", {})


def page_before(slug: str, answers: Mapping[str, Any]) -> Page | None:
    """Where “Back” leads: to the check when only something is being changed, else one question back."""
    if is_complete(answers):
        return Page("families:check", {})
    order = [*BEFORE_CHILDREN, "children", *AFTER_CHILDREN]
    place = order.index(slug)
    return question_page(order[place - 1]) if place else None


def is_complete(answers: Mapping[str, Any]) -> bool:
    """Has every question an answer?"""
    return next_page(answers).name == "families:check"


def question_page(slug: str) -> Page:
    """The page of a question; children have one of their own."""
    return Page("families:children", {}) if slug == "children" else Page("families:question", {"slug": slug})


def missing_part(child: Mapping[str, Any]) -> str | None:
    """What we have not asked about this child yet. A baby on the way is asked for the due date alone."""
    if child.get("due_on"):
        return None
    return next((part for part, key in PARTS_OF_A_CHILD if key not in child), None)


def _children_page(answers: Mapping[str, Any]) -> Page | None:
    children = answers.get("children", [])
    for child in children:
        if part := missing_part(child):
            return Page("families:child", {"code": child["code"], "part": part})
    if not children or not answers.get("everyone"):
        return Page("families:children", {})
    return None
