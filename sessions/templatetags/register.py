"""The names and buttons of a register.

A page has some hundreds of them, and nothing else costs it as much: they are put together here, where one costs a
fifth of what it does in a template. Whatever somebody typed goes through `escape`; the rest is ours.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groupsite.kit.templatetags.kit import age, icon
from sessions.models import Presence
from sessions.pages.rows import Head, Row, Small

register = template.Library()
PRESSED = ' aria-pressed="true"'


@register.simple_tag
def person(head: Head, *, booked: bool, leaving: bool) -> SafeString:
    """One person and a child's age; a button where they have a place, and what a press says is its name."""
    name = escape(head.name)
    shown = _button(head, name, leaving=leaving) if booked else f"<b><bdi>{name}</bdi></b>"
    return SafeString(f"{shown} {age(head.small.born_on)}" if head.small else shown)


def _button(head: Head, name: str, *, leaving: bool) -> str:
    gone = Presence.LEFT if leaving else Presence.AWAY
    says = gone if head.here else Presence.HERE
    looks = PRESSED if head.here else ' class="left"' if head.left else ""
    return f'<button name="{says.value}" value="{head.pk}"{looks}{_beside(head)}>{name}</button>'


def _beside(head: Head) -> str:
    """What the script needs to know of whom a child is with."""
    if not head.small:
        return " data-adult"
    return f' data-beside="{head.said}"' if head.said else ""


@register.simple_tag
def told(child: Small) -> SafeString:
    """What the day needs to know of a child: an allergy and what to do, what helps, which photos are agreed to."""
    said = ""
    if child.allergies:
        said = f' <span class="tag tag-allergy">{icon("care")}{_("Allergy:")} {escape(child.allergies)}</span>'
        said += f" {escape(child.allergy_action)}"
    if child.health_note:
        said += f" <b>{escape(child.health_note)}</b>"
    if child.helps:
        said += f" {_('Helps:')} {escape(child.helps)}"
    if child.photos:
        said += f' <span class="tag tag-quiet">{icon("eye")}{escape(child.photos)}</span>'
    return SafeString(said)


@register.simple_tag
def adults(head: Head) -> SafeString:
    """Who a child may be with, to be tapped; the one it is with is pressed."""
    pair = head.pair
    assert pair is not None
    return SafeString("".join(_choice(head, adult, chosen=adult.pk == pair.adult) for adult in pair.choice))


def _choice(child: Head, adult: Head, *, chosen: bool) -> str:
    pressed = PRESSED if chosen else ""
    return f' <button name="beside" value="{child.pk}.{adult.pk}"{pressed}>{escape(adult.name)}</button>'


@register.simple_tag
def everybody(row: Row, *, leaving: bool) -> SafeString:
    """The button of a whole household: in, or what undoes it; on the way out, left or still here."""
    look, says, word = _says(row, leaving=leaving)
    word, label = escape(word), escape(f"{word} {row.called}")
    button = (
        f'<button class="btn btn-{look}" name="{says}" value="{row.booking.pk}" aria-label="{label}">{word}</button>'
    )
    return SafeString(button)


def _says(row: Row, *, leaving: bool) -> tuple[str, str, str]:
    if leaving and row.came:
        return ("link", "came", _("Still here")) if row.gone else ("secondary", "all_left", _("Left"))
    return ("link", "unknown", _("Undo")) if row.came else ("secondary", "came", _("In"))
