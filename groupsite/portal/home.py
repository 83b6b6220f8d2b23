"""What each kind of person finds on their home: the next thing, one thing to do, and a few ways on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.models import Family
from families.queries import open_twins
from families.rules import early_education
from groupsite.accounts.models import Naming, User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.portal.context import in_header
from groupsite.portal.models import RightsRequest
from groupsite.portal.newcomers.in_a_row import missed_in_a_row
from groupsite.portal.newcomers.queries import found_it_hard
from groupsite.portal.parents import ParentsHome, parents_home
from groupsite.portal.ways import Way
from sessions.models import Occurrence
from sessions.pages.planning import ideas_for
from sessions.queries.access import families_led_by, sessions_led_by
from signposting.queries import queue as desk
from signposting.queries.hubs import unread
from signposting.queries.library import waiting_comments
from signposting.queries.reviews import count_due
from signposting.rules import may_review
from signposting.rules.reviews import KEEPERS
from volunteers.queries.gaps import gaps, gaps_of
from volunteers.queries.growing import to_answer
from volunteers.queries.joining import AtRest, at_rest, paused
from volunteers.queries.prompts import prompts
from volunteers.queries.rota import shifts_of
from volunteers.rules.rota import is_helper

SOON = timedelta(days=14)


@dataclass
class Home:
    """The page, part by part; parts that are empty are not shown."""

    parent: ParentsHome | None = None
    leads: dict[str, Any] | None = None
    helps: dict[str, Any] | None = None
    reviews: int | None = None
    unread: list[Any] = field(default_factory=list)
    """Feeds that nobody has read for days."""
    paused: AtRest | None = None
    """What is closed to somebody who helps, or is to, and why."""
    links: list[Way] = field(default_factory=list)


def home_of(user: User) -> Home:
    """Compose it from the hats the person wears."""
    home = Home(paused=at_rest(user))
    if user.has_role(Role.CHAMPION):
        home.links += _for_champion(user)
    if user.has_role(Role.PARENT) or not (user.roles or home.paused):
        home.parent = parents_home(user)
        home.links += home.parent.ways
        if set(user.roles) <= {Role.PARENT} and not home.paused:
            home.links.append(_an_hour_to_give())
    if is_helper(user):
        open_now = gaps(clock.now() + SOON).count()
        home.helps = {"shifts": list(shifts_of(user)[:3]), "open": open_now}
    if user.has_role(Role.LEADER, Role.COORDINATOR):
        _for_leader(home, user)
    if user.has_role(Role.REVIEWER):
        home.reviews, home.unread = desk.how_many(), list(unread(clock.now()))
    home.links += [way for hats, make in FOR_HATS if user.has_role(*hats) and (way := make())]
    home.links += [way for way in _to_the_directory(user) if way.view_name not in in_header(user)]
    return home


def _for_champion(user: User) -> list[Way]:
    ways = [Way(_("Log a chat"), _("Twenty seconds, no names."), "news", "volunteers:log_chat")]
    if to_answer(user):
        ways.append(
            Way(_("How sure do you feel?"), _("One question for you, on Outreach."), "star", "volunteers:outreach")
        )
    return ways


def _an_hour_to_give() -> Way:
    text = _("Put the kettle on, open the door. You learn something, too.")
    return Way(_("An hour to give?"), text, "hand", "volunteers:help")


def _for_leader(home: Home, user: User) -> None:
    everything = user.has_role(Role.COORDINATOR)
    home.leads = {
        "next": sessions_led_by(user).upcoming().in_order().first(),
        "now": clock.now(),
        "today": clock.today(),
        "gaps": gaps_of(user, clock.now() + SOON).count(),
        "prompts": prompts(user),
        "friendly": Family.objects.waiting_for_a_friendly_face().count() if everything else None,
        "hard": found_it_hard(among=families_led_by(user)).count(),
        "missed": missed_in_a_row(among=families_led_by(user)).count(),
        "paused": paused().count() if everything else 0,
        "old_rules": early_education.table().is_stale(clock.today()),
        "ideas": ideas_for(user),
        "twins": open_twins().count() if everything else None,
    }


# -- What people open now and then ------------------------------------------------------------------
def _groups() -> Way:
    return Way(_("Groups"), _("What runs, where and when; terms and holidays."), "calendar", "sessions:groups")


def _topics() -> Way:
    return Way(_("Topics"), _("Week by week, with the gaps, and what families ask for."), "list", "sessions:topics")


def _how_many_came() -> Way:
    text = _("Week by week, first visits, and who stayed away.")
    return Way(_("How many came"), text, "list", "portal:attendance")


def _outreach() -> Way:
    text = _("What champions hear: by place, topic and barrier.")
    return Way(_("Outreach"), text, "news", "volunteers:figures")


def _slips() -> Way:
    return Way(_("Slips"), _("Which help was picked for families, and whether it helped."), "map", "portal:slips")


def _what_we_keep() -> Way:
    late, new = count_due(clock.today()), waiting_comments().count()
    says = [
        ngettext("%(count)d thing to look at again.", "%(count)d things to look at again.", late) % {"count": late},
        ngettext("%(count)d comment to read.", "%(count)d comments to read.", new) % {"count": new},
    ]
    text = " ".join(words for count, words in zip((late, new), says, strict=True) if count)
    text = text or _("People, guides, documents, and what is for us only.")
    return Way(_("What we keep"), text, "list", "signposting:kept")


def _to_the_directory(user: User) -> list[Way]:
    """What the header has no room for, for whoever gives slips or may decide."""
    found = []
    if user.has_role(Role.LEADER, Role.COORDINATOR):
        text = _("Every place we tell families of. Look with them, or make a list to give away.")
        found.append(Way(_("Help nearby"), text, "map", "signposting:directory"))
    if may_review(user):
        found.append(
            Way(_("Review desk"), _("What waits to be decided about the directory."), "eye", "signposting:desk")
        )
    return found


def _questions_about_data() -> Way:
    waiting = RightsRequest.objects.waiting().count()
    says = ngettext("%(count)d waits for an answer.", "%(count)d wait for an answer.", waiting) % {"count": waiting}
    says = says if waiting else _("Nobody waits for an answer.")
    return Way(_("Questions about data"), says, "eye", "portal:requests")


def _second_yes() -> Way | None:
    if not Naming.objects.open().exists():
        return None
    text = _("Somebody is to be the safeguarding lead. It takes your yes, too.")
    return Way(_("A second yes"), text, "key", "portal:lead")


def _protected_addresses() -> Way:
    text = _("Kept from everybody else. Each look is written down.")
    return Way(_("Protected addresses"), text, "key", "families:protected")


def _people() -> Way:
    return Way(_("People"), _("Who may do what."), "person", "portal:people")


def _is_all_well() -> Way:
    return Way(_("Is all well?"), _("Whether letters and nightly jobs go out."), "bell", "portal:watch")


def _start_a_group() -> Way:
    text = _("A walk, songs, a group for dads? Tell us what you would like.")
    return Way(_("Start a group"), text, "plus", "sessions:start_group")


FOR_HATS: tuple[tuple[tuple[Role, ...], Callable[[], Way | None]], ...] = (
    ((Role.PARENT, Role.VOLUNTEER, Role.CHAMPION), _start_a_group),
    ((Role.LEADER, Role.COORDINATOR), _groups),
    ((Role.LEADER, Role.COORDINATOR), _topics),
    ((Role.LEADER, Role.COORDINATOR), _how_many_came),
    ((Role.LEADER, Role.COORDINATOR), _outreach),
    ((Role.LEADER, Role.COORDINATOR), _slips),
    (KEEPERS, _what_we_keep),
    ((Role.COORDINATOR, Role.SAFEGUARDING), _questions_about_data),
    ((Role.SAFEGUARDING,), _protected_addresses),
    ((Role.COORDINATOR, Role.ADMINISTRATOR), _second_yes),
    ((Role.ADMINISTRATOR,), _people),
    ((Role.ADMINISTRATOR,), _is_all_well),
)
"""Who sees which way on, in this order."""


def coming_up(count: int) -> list[Occurrence]:
    """The next sessions, for somebody at the front door."""
    return list(Occurrence.objects.upcoming().in_order()[:count])
