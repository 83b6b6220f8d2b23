"""Two households made one by a leader, and taken apart again within 90 days. Nothing is ever deleted for it.

What is there twice, a person or a booking, stays behind in the household that is gone, where no page shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import BuddyPair, Carer, Child, Family, Home, Merge, Twins
from families.rules.sameness import UNDO_FOR, Small, name_reason, same_child
from families.services.addresses import is_protected
from families.services.finding import refresh
from families.services.moving import Moved, move_all, move_back, plain, write
from families.services.twins import share_a_child
from families.signals import households_merge
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import readdress, waiting_for

FILLED = ("own_words", "festivals", "food")
JOINED = ("languages", "heard_from", "best_days", "buddy_wishes", "buddy_programmes")
CARER_FILLED = ("relationship", "email", "phone", "contact_note", "reads_in", "interpreter", "access", "skills")
CHILD_FILLED = ("last_name", "health_note", "helps")


@dataclass(frozen=True)
class Plan:
    """What merging two households would do, before anybody presses the button."""

    kept: Family
    gone: Family
    adults: list[Carer]
    one_adult: list[tuple[Carer, Carer]]
    children: list[Child]
    one_child: list[tuple[Child, Child]]
    in_the_way: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plan(kept: Family, gone: Family) -> Plan:
    """Who moves, who is one person written down twice, and what is in the way."""
    theirs, ours = _adults(gone), _adults(kept)
    one_adult = _same_adults(ours, theirs)
    doubles = {double.pk for _keeper, double in one_adult}
    small, known = _children(gone), _children(kept)
    one_child = [(match, double) for double in small if (match := _same(double, known)) is not None]
    twice = {double.pk for _keeper, double in one_child} | {child.pk for child in known}
    asked = Plan(
        kept=kept,
        gone=gone,
        adults=[adult for adult in theirs if adult.pk not in doubles],
        one_adult=one_adult,
        children=[child for child in small if child.pk not in twice],
        one_child=one_child,
        in_the_way=_two_homes(kept, gone) + _buddies_in_the_way(kept, gone),
        notes=_notes(one_child),
    )
    for _receiver, said in households_merge.send(sender=Family, plan=asked):
        asked.in_the_way.extend(said or ())
    return asked


def _two_homes(kept: Family, gone: Family) -> list[str]:
    """Two homes of one child see nothing of each other (M10); made one, they would see everything."""
    if share_a_child(kept, gone):
        return [_("One child has these two homes. They stay two families, and see nothing of each other.")]
    return []


def _buddies_in_the_way(kept: Family, gone: Family) -> list[str]:
    """A household walks in with one other, and not with itself."""
    live = BuddyPair.objects.live()
    if live.filter(newcomer__in=[kept, gone], buddy__in=[kept, gone]).exists():
        return [_("The two are buddies of each other. End that first.")]
    if live.filter(newcomer__in=[kept, gone]).count() > 1:
        return [_("Both have somebody to walk in with. End one of the two first.")]
    return []


def _adults(family: Family) -> list[Carer]:
    return list(Carer.objects.filter(family=family).order_by("pk"))


def _children(family: Family) -> list[Child]:
    return list(Child.objects.filter(homes__family=family).order_by("pk"))


def _same_adults(ours: Sequence[Carer], theirs: Sequence[Carer]) -> list[tuple[Carer, Carer]]:
    """Adults on both lists. Two with a sign-in each are two: nobody loses the way in."""
    found: list[tuple[Carer, Carer]] = []
    for double in theirs:
        taken = {keeper.pk for keeper, _double in found}
        match = next((mine for mine in ours if mine.pk not in taken and _one_adult(mine, double)), None)
        if match is not None:
            found.append((match, double))
    return found


def _one_adult(mine: Carer, double: Carer) -> bool:
    if mine.user_id is not None and double.user_id is not None:
        return False
    return name_reason(mine.name, double.name) in {"name", "called"}


def _same(double: Child, known: Sequence[Child]) -> Child | None:
    """The row of the same child; the very same row is no double but a home to drop."""
    seen = _small(double)
    return next((child for child in known if child.pk != double.pk and same_child(_small(child), seen)), None)


def _small(child: Child) -> Small:
    return Small(child.first_name, child.born_on or child.due_on, child.pk)


def _notes(one_child: Sequence[tuple[Child, Child]]) -> list[str]:
    both = [ours.first_name for ours, double in one_child if ours.allergies != double.allergies]
    says = _("%(name)s has different allergies in the two. Both are kept; ask the family which is right.")
    return [says % {"name": name} for name in both]


@transaction.atomic
def merge(kept: Family, gone: Family, *, by: User) -> Merge:
    """Make one household of two. Refused while something is in the way."""
    kept, gone = _held(kept, gone)
    asked = plan(kept, gone)
    if asked.in_the_way:
        raise Refused(asked.in_the_way[0], code="in_the_way")
    moved = Moved()
    for ours, double in asked.one_adult:
        _one_person(moved, ours, double)
    for small, twice in asked.one_child:
        _one_small_person(moved, small, twice, gone)
    _main_of(moved, gone)
    moved.rows += move_all(gone, kept, but=_stay_behind(asked))
    _facts(moved, kept, gone)
    moved.values += write(gone, "merged_into", kept.pk)
    refresh([kept.pk, gone.pk])
    how: Any = moved.to_json()
    done = Merge.objects.create(kept=kept, gone=gone, by=by, moved=how)
    _decided(kept, gone, Twins.Verdict.SAME, by=by)
    record("family.merged", done, by=by, rows=len(moved.rows))
    return done


def _stay_behind(asked: Plan) -> list[tuple[str, int]]:
    """Rows of people written down twice: the second stays where it was, and nobody sees it there."""
    homes = Home.objects.filter(family=asked.gone, child__in=[double for _ours, double in asked.one_child])
    carers = [("families.carer", double.pk) for _ours, double in asked.one_adult]
    return carers + [("families.home", home.pk) for home in homes]


def _held(kept: Family, gone: Family) -> tuple[Family, Family]:
    """Both rows, held in one order whoever asks."""
    numbers = {kept.pk, gone.pk}
    rows = {row.pk: row for row in Family.objects.select_for_update().filter(pk__in=numbers).order_by("pk")}
    if len(rows) != 2 or any(row.merged_into_id for row in rows.values()):
        raise Refused(_("One of the two has been joined with another already."), code="merged")
    return rows[kept.pk], rows[gone.pk]


def _one_person(moved: Moved, ours: Carer, double: Carer) -> None:
    """Everything that names the double names the other; a sign-in goes along."""
    moved.rows += move_all(double, ours)
    went = readdress(waiting_for(double), to=ours)
    moved.letters.append({"was": double.pk, "now": ours.pk, "letters": went})
    if double.user_id is not None:
        user, email = double.user_id, double.email
        moved.values += write(double, "user", None)
        moved.values += write(ours, "user", user)
        moved.values += write(ours, "email", email)
    for name in CARER_FILLED:
        _fill(moved, ours, double, name)
    if double.address and not ours.address:
        moved.values += write(ours, "address", double.address)


def _one_small_person(moved: Moved, ours: Child, double: Child, gone: Family) -> None:
    """The same for a child; two different allergies are both kept, as nobody here knows which is right."""
    there = [("families.home", home.pk) for home in double.homes.filter(family=gone)]
    moved.rows += move_all(double, ours, but=there)
    for name in CHILD_FILLED:
        _fill(moved, ours, double, name)
    if double.allergies and double.allergies != ours.allergies:
        actions = _both(ours.allergy_action, double.allergy_action)
        moved.values += write(ours, "allergy_action", actions)
        moved.values += write(ours, "allergies", _both(ours.allergies, double.allergies))
        moved.values += write(ours, "health_changed_at", clock.now().isoformat())


def _both(one: str, other: str) -> str:
    return "; ".join(dict.fromkeys(text for text in (one, other) if text))


def _fill(moved: Moved, ours: Any, double: Any, name: str) -> None:
    if getattr(double, name) and not getattr(ours, name):
        moved.values += write(ours, name, getattr(double, name))


def _main_of(moved: Moved, gone: Family) -> None:
    """One household has one main carer: that of the one which stays."""
    for adult in Carer.objects.filter(family=gone, is_main=True):
        moved.values += write(adult, "is_main", False)  # noqa: FBT003  a value like any other


def _facts(moved: Moved, kept: Family, gone: Family) -> None:
    """What only one of the two had told. With a protected address there is no area."""
    for name in FILLED:
        _fill(moved, kept, gone, name)
    for name in JOINED:
        both = plain(getattr(kept, name) + getattr(gone, name))
        moved.values += write(kept, name, list(dict.fromkeys(both)))
    moved.values += write(kept, "joined_at", min(kept.joined_at, gone.joined_at).isoformat())
    area = "" if is_protected(kept) else kept.outcode or gone.outcode
    moved.values += write(kept, "outcode", area)
    for name in ("wants_friendly_face", "offers_friendly_face"):
        moved.values += write(gone, name, False)  # noqa: FBT003  nobody waits for one that is not there


def _decided(kept: Family, gone: Family, verdict: str, *, by: User) -> None:
    first, second = sorted([kept, gone], key=lambda family: family.pk)
    pair, _made = Twins.objects.get_or_create(first=first, second=second)
    pair.verdict, pair.decided_at, pair.decided_by = verdict, clock.now(), by
    pair.save(update_fields=["verdict", "decided_at", "decided_by"])


@transaction.atomic
def undo(done: Merge, *, by: User) -> None:
    """Take the two apart again: each row back where it was. What has been added since stays with the one that stayed.

    Refused after 90 days, twice, or while a later merge lies on top.
    """
    done = Merge.objects.select_for_update(of=("self",)).select_related("kept", "gone").get(pk=done.pk)
    rows = {row.pk: row for row in Family.objects.select_for_update().filter(pk__in=[done.kept_id, done.gone_id])}
    kept, gone = rows[done.kept_id], rows[done.gone_id]
    _check_undo(done, kept)
    moved = Moved.from_json(done.moved)
    for one in reversed(moved.letters):
        double = Carer.objects.filter(pk=one["was"]).first()
        if double is not None:
            readdress(one["letters"], to=double)
    move_back(moved)
    done.undone_at = clock.now()
    done.save(update_fields=["undone_at"])
    refresh([kept.pk, gone.pk])
    _decided(kept, gone, Twins.Verdict.DIFFERENT, by=by)
    record("family.unmerged", done, by=by)


def _check_undo(done: Merge, kept: Family) -> None:
    if done.undone_at is not None:
        raise Refused(_("These two have been taken apart already."), code="undone")
    if clock.now() - done.at > UNDO_FOR:
        raise Refused(_("This was more than 90 days ago, so it can’t be undone."), code="too_late")
    later = Merge.objects.filter(kept=kept, undone_at=None, pk__gt=done.pk).exists()
    if later or kept.merged_into_id is not None:
        raise Refused(_("Something was joined on top of it since. Undo that first."), code="on_top")


def forget_old() -> int:
    """What stayed behind goes when the merge cannot be undone any more; how many households."""
    old = Merge.objects.filter(undone_at=None, at__lt=clock.now() - UNDO_FOR)
    gone = Family.objects.filter(pk__in=old.values("gone")).exclude(merged_into=None)
    return gone.delete()[1].get("families.Family", 0)
