"""What templates say in one word: icons, error summaries, days and times as London's clocks show them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BooleanField, BoundField, ChoiceField, Field
from django.templatetags.static import static
from django.utils.dateformat import format as spell
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from groupsite.kit import charts, clock

register = template.Library()

TURNS_IN_RTL = {"back", "next"}
NOTICES = {"success": ("good", "tick"), "warning": ("care", "care"), "error": ("stop", "care")}


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """A small drawing beside a word; give `words` only where it stands alone."""
    return _drawn(name, words)


@lru_cache(maxsize=500)  # a register shows the same few two hundred times
def _drawn(name: str, words: str) -> SafeString:
    turns = " icon-turns" if name in TURNS_IN_RTL else ""
    means = format_html('role="img" aria-label="{}"', words) if words else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon{}" {}><use href="{}#{}"/></svg>', turns, means, static("img/icons.svg"), name)


@register.filter
def kind_of_notice(message: Message) -> str:
    """The colour of something said once: good, care, stop or news."""
    return NOTICES.get(message.level_tag, ("news", "news"))[0]


@register.filter
def icon_of_notice(message: Message) -> str:
    """The drawing beside it."""
    return NOTICES.get(message.level_tag, ("news", "news"))[1]


@register.inclusion_tag("kit/error_summary.html")
def error_summary(*forms: BaseForm | list[BaseForm] | None) -> dict[str, Any]:
    """Everything that is wrong, at the top of the page, each leading to where it is. A list is a page of many parts."""
    parts: list[Any] = []
    for form in forms:
        parts.extend(form if isinstance(form, list) else (form,))
    return {"errors": [error for form in parts if form is not None and form.is_bound for error in errors_of(form)]}


@register.inclusion_tag("kit/chart.html")
def chart(title: str, columns: Sequence[charts.Column]) -> dict[str, Any]:
    """Columns over time. `title` says in words what is seen; the table beside it has the numbers."""
    return {
        "title": title,
        "bars": charts.drawn(columns),
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
        "floor": charts.HEIGHT - charts.FOOT,
        "label_y": charts.HEIGHT - 6,
    }


def errors_of(form: BaseForm) -> list[dict[str, str]]:
    """Each error with the address of the box it is about; in the order of the boxes."""
    whole = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    return whole + [{"text": text, "href": first_box(field)} for field in form for text in spoken(field)]


def first_box(field: BoundField) -> str:
    """Where a link can land: of a group of choices or boxes, on the first; nowhere when there is nothing to choose."""
    if field.id_for_label:
        return f"#{field.id_for_label}"
    return f"#{field.auto_id}_0" if getattr(field.field, "choices", True) else ""


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """A form from elsewhere, without the grey words that vanish as soon as one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def spoken(field: BoundField) -> list[str]:
    """What is wrong with a field, by name: in a list of errors "This field is required" helps nobody."""
    return [asked_for(field) if is_nameless(error) else " ".join(error.messages) for error in field.errors.as_data()]


def asked_for(field: BoundField) -> str:
    """The sentence for a field left empty."""
    if isinstance(field.field, BooleanField):
        return gettext("Tick the box: %(label)s") % {"label": field.label}
    if isinstance(field.field, ChoiceField):
        return gettext("Choose an answer: %(label)s") % {"label": field.label}
    return gettext("Fill in: %(label)s") % {"label": field.label}


def is_nameless(error: ValidationError) -> bool:
    """Is this Django's own sentence for an empty field?"""
    return error.code == "required" and error.message == Field.default_error_messages["required"]


def _wall(moment: date | datetime) -> date | datetime:
    return clock.local(moment) if isinstance(moment, datetime) else moment


@register.filter
def day(moment: date | datetime | None) -> str:
    """Tuesday 3 June; with the year when it is not this one."""
    if not moment:
        return ""
    wall = _wall(moment)
    return spell(wall, "l j F" if wall.year == clock.today().year else "l j F Y")


@register.filter
def short_day(moment: date | datetime | None) -> str:
    """Tue 3 Jun."""
    return spell(_wall(moment), "D j M") if moment else ""


@register.filter
def full_date(moment: date | datetime | None) -> str:
    """3 June 2025."""
    return spell(_wall(moment), "j F Y") if moment else ""


@register.filter
def wall_time(moment: datetime | time | None) -> str:
    """9:30am, 11am, midday; 09:30 in languages that count to 24."""
    if moment is None:
        return ""
    wall = clock.local(moment) if isinstance(moment, datetime) else moment
    if not (get_language() or "en").startswith("en"):
        return f"{wall.hour:02}:{wall.minute:02}"
    if (wall.hour, wall.minute) == (12, 0):
        return gettext("midday")
    minutes = f":{wall.minute:02}" if wall.minute else ""
    return f"{wall.hour % 12 or 12}{minutes}{'am' if wall.hour < 12 else 'pm'}"


@register.filter
def until(starts: datetime | time, ends: datetime | time) -> str:
    """9:30am to 11am."""
    return gettext("%(start)s to %(end)s") % {"start": wall_time(starts), "end": wall_time(ends)}


@register.filter
def day_and_time(moment: datetime | None) -> str:
    """Tuesday 3 June, 9:30am."""
    return f"{day(moment)}, {wall_time(moment)}" if moment else ""


@register.filter
def age(born: date | None, on: date | None = None) -> str:
    """8 months; 3 years. Under two, months are what people say."""
    if born is None:
        return ""
    return _spoken_age(clock.age_in_months(born, on or clock.today()), get_language())


@lru_cache(maxsize=500)
def _spoken_age(months: int, language: str | None) -> str:
    if months < 0:
        return gettext("not born yet")
    if months == 0:
        return gettext("under 1 month")
    if months < 24:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return ngettext("%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}


@register.filter
def tel(number: str) -> str:
    """The address that rings a number."""
    return "tel:" + "".join(sign for sign in number.replace("(0)", "") if sign.isdigit() or sign == "+")


@register.inclusion_tag("kit/date_leaf.html")
def date_leaf(moment: date | datetime) -> dict[str, str]:
    """A leaf off a calendar: Tue, 3, Jun."""
    wall = _wall(moment)
    return {"weekday": spell(wall, "D"), "number": str(wall.day), "month": spell(wall, "M")}
