"""What a search says of itself: why an answer is here, how far it is, and how the question was read."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from signposting.facets import LANGUAGE
from signposting.rules.nearness import Away
from signposting.rules.typed_words import TODAY, TOMORROW
from signposting.words import day_name, years

if TYPE_CHECKING:
    from signposting.queries.directory import Reason, Wish

PARTS: dict[str, str | Promise] = {
    "am": gettext_lazy("Morning"),
    "pm": gettext_lazy("Afternoon"),
    "eve": gettext_lazy("Evening"),
}
NEEDS: dict[str, str | Promise] = {
    "send": gettext_lazy("For children with special needs (SEND)"),
    "step_free": gettext_lazy("No steps to get in"),
    "baby_change": gettext_lazy("A place to change a baby"),
    "parking": gettext_lazy("Parking"),
    "no_referral": gettext_lazy("No referral needed"),
}
OPEN_TO: dict[str, str | Promise] = {
    "fathers": gettext_lazy("Fathers"),
    "grandparents": gettext_lazy("Grandparents"),
    "childminders": gettext_lazy("Childminders"),
}
REASONS: dict[str, str | Promise] = {
    "name": gettext_lazy("“%(word)s” is in its name"),
    "kind": gettext_lazy("“%(word)s” is the kind of service"),
    "place": gettext_lazy("“%(word)s” is in who runs it, where or for whom"),
    "description": gettext_lazy("“%(word)s” is in its description"),
    "age": gettext_lazy("the age fits"),
    "age_unknown": gettext_lazy("its ages are not known"),
    "free": gettext_lazy("free"),
    "day": gettext_lazy("runs then"),
    "part": gettext_lazy("runs at that time of day"),
}
LIKE: dict[str, str | Promise] = {
    "name": gettext_lazy("its name says “%(like)s”, which is like “%(word)s”"),
    "kind": gettext_lazy("“%(like)s”, which is like “%(word)s”, is the kind of service"),
    "place": gettext_lazy("“%(like)s”, which is like “%(word)s”, is in who runs it, where or for whom"),
    "description": gettext_lazy("its description says “%(like)s”, which is like “%(word)s”"),
}


def reason(why: "Reason") -> str:
    """“Dads” is in its name."""
    said = LIKE[why.kind] if why.like else REASONS.get(why.kind)
    if said is None:
        return facet(why.kind)
    return str(said) % {"word": why.word, "like": why.like}


def facet(name: str) -> str:
    """A box somebody ticked, in words: no steps to get in; Polish is spoken."""
    if name.startswith(LANGUAGE):
        return _("%(language)s is spoken") % {"language": language(name)}
    if name in OPEN_TO:
        return _("open to %(whom)s") % {"whom": str(OPEN_TO[name]).lower()}
    said = str(NEEDS[name])
    return said[0].lower() + said[1:]


def language(name: str) -> str:
    """`lang:polish` is Polish."""
    return capfirst(name.removeprefix(LANGUAGE))


def far(away: Away) -> str:
    """About 2 miles away; within 9 miles; about half a mile away."""
    whole, half = divmod(away.halves, 2)
    if away.word == "within":
        return ngettext("within %(n)d mile", "within %(n)d miles", whole) % {"n": whole}
    if not whole:
        return _("about half a mile away")
    if half:
        return _("about %(n)d and a half miles away") % {"n": whole}
    return ngettext("about %(n)d mile away", "about %(n)d miles away", whole) % {"n": whole}


def day(code: str) -> str:
    """Today, tomorrow, Tuesday."""
    return {TODAY: _("today"), TOMORROW: _("tomorrow")}.get(code) or day_name(code)


def narrowed(wish: "Wish") -> list[str]:
    """How the question was read, but for its words."""
    said = [_("child of %(age)s") % {"age": age(wish.age)}] if wish.age is not None else []
    said += [_(" or ").join(map(day, wish.days))] if wish.days else []
    said += [_(" or ").join(str(PARTS[part]).lower() for part in wish.parts)] if wish.parts else []
    said += [_("near %(area)s") % {"area": wish.area}] if wish.area else []
    said += [_("free")] if wish.free else []
    said += [facet(name) for name in (*wish.needs, *wish.open_to)]
    return said + [facet(LANGUAGE + name) for name in wish.languages]


def age(given: float) -> str:
    """Under 1; 18 months; 2 years."""
    return _("under 1 year") if not given else years(given)


def dropped(name: str) -> str:
    """What could be left out: without Tuesday; at any age."""
    return {
        "words": _("Whatever it is called"),
        "age": _("For any age"),
        "day": _("On any day, at any time"),
        "area": _("Near or far"),
        "free": _("Free or not"),
        "open_to": _("Whoever it is open to"),
        "languages": _("In any language"),
    }.get(name) or _("Without “%(need)s”") % {"need": NEEDS[name]}


def in_vain(name: str) -> str:
    """What a search that found nothing was narrowed by."""
    if name.startswith("age:"):
        return _("child of %(age)s") % {"age": age(float(name.removeprefix("age:")))}
    if name in PARTS:
        return str(PARTS[name])
    plain = {"words": _("words of their own"), "near": _("a place"), "free": _("free")}
    if name in plain:
        return plain[name]
    return facet(name) if name in NEEDS or name in OPEN_TO or name.startswith(LANGUAGE) else day(name)
