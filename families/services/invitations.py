"""Asking adults in: into the household, into a child's other home, or as a helper for a while (M10, S2-13)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family, Helper, Home, Invitation, Registration
from families.rules.invitations import MOST_A_DAY, last_day
from families.rules.joining import MOST_CHILDREN
from families.rules.words import tidy_name
from families.services import twins
from families.services.finding import refresh
from families.services.household import check_room_for_an_adult
from families.services.rights import close_like_the_others
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import grant, has_address
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, take_back

Kind = Invitation.Kind


@dataclass(frozen=True)
class Asked:
    """Whom a family asks in, and as what."""

    kind: str
    name: str
    email: str
    children: Sequence[Child] = ()
    until: date | None = None
    carer: Carer | None = None


@transaction.atomic
def invite(family: Family, asked: Asked, *, by: User) -> Invitation:
    """Post an invitation. Refused when there were too many today, or the same address is asked already."""
    family = Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    email = asked.email.strip().lower()
    _check_asked(family, asked, email, by=by)
    invitation = Invitation.objects.create(
        family=family,
        by=by,
        carer=asked.carer,
        kind=asked.kind,
        name=tidy_name(asked.name),
        email=email,
        until=last_day(asked.until, clock.today()) if asked.kind == Kind.HELPER else None,
    )
    invitation.children.set(asked.children)
    record("invitation.made", invitation, by=by, kind=asked.kind)
    post("invitation", to=invitation, about=invitation)
    return invitation


def _check_asked(family: Family, asked: Asked, email: str, *, by: User) -> None:
    if has_address(by, email):
        raise Refused(_("This is your own e-mail address."), code="yourself", field="email")
    if Invitation.objects.live().filter(family=family, email=email).exists():
        raise Refused(
            _("This address has an invitation that waits for an answer. Take that one back first."),
            code="asked_already",
            field="email",
        )
    lately = Invitation.objects.filter(family=family, made_at__gt=clock.now() - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise Refused(
            _("That was %(most)d invitations in a day. Please try again tomorrow.") % {"most": MOST_A_DAY},
            code="too_many",
        )
    if asked.kind == Kind.CARER and asked.carer is None:
        check_room_for_an_adult(family)
    if asked.kind == Kind.OTHER_HOME and not asked.children:
        raise Refused(_("Choose at least one child."), code="no_children", field="children")


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> bool:
    """The family takes an invitation back, or the invited person says no. Was it still open?

    Nobody gets a letter about a no: whoever says it may have good reasons to be left alone.
    """
    ended = Invitation.objects.live().filter(pk=invitation.pk).update(ended_at=clock.now())
    if ended:
        take_back("invitation", about=invitation)
        record("invitation.ended", invitation, by=by)
    return bool(ended)


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> None:
    """The invited person says yes. Once; Refused when it is over, or meant for another address."""
    me = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    family = Family.objects.select_for_update(no_key=True).get(pk=invitation.family_id)
    found = Invitation.objects.live().select_for_update(of=("self",)).filter(pk=invitation.pk, family=family).first()
    if found is None:
        raise Refused(_("This invitation is over. Ask the family for a new one."), code="over")
    if not has_address(me, found.email):
        raise Refused(_("This invitation went to another e-mail address."), code="not_you")
    BECOME[found.kind](found, family, me)
    found.accepted_at = clock.now()
    found.save(update_fields=["accepted_at"])
    refresh(list(Carer.objects.filter(Q(user=me) | Q(family=family)).values_list("family_id", flat=True)))
    grant(by, Role.PARENT, by=by)
    record("invitation.accepted", found, by=by, kind=found.kind)
    _tell_the_inviter(found)


def _tell_the_inviter(invitation: Invitation) -> None:
    inviter = Carer.objects.filter(user=invitation.by_id, family=invitation.family_id).first()
    if inviter is not None:
        post("invitation_accepted", to=inviter, about=invitation)


def _become_carer(invitation: Invitation, family: Family, me: User) -> None:
    """A sign-in for an adult of the household: one on its list, or one more."""
    if Carer.objects.filter(user=me).exists():
        raise Refused(_("You have a family here already. A group leader can join the two."), code="two_households")
    carer = invitation.carer
    if carer is None:
        check_room_for_an_adult(family)
        carer = Carer(family=family, name=invitation.name)
    elif carer.user_id is not None:
        raise Refused(_("Somebody signs in as this adult already. Ask the family for a new one."), code="over")
    carer.user, carer.email = me, me.email
    carer.save()
    Helper.objects.filter(family=family, user=me, ended_at=None).update(ended_at=clock.now())
    refresh([family])
    _settle_in(carer, me)


def _become_other_home(invitation: Invitation, family: Family, me: User) -> None:
    """The children belong to this person's own household too; a new one if there is none yet."""
    mine = Carer.objects.filter(user=me).select_related("family").first()
    if mine is not None and mine.family_id == family.pk:
        raise Refused(_("You live in this home already."), code="inside")
    if mine is None:
        home = Family.objects.create()
        record("family.joined", home, by=me, children=0, assisted=False)
        _settle_in(Carer.objects.create(family=home, user=me, name=invitation.name, email=me.email, is_main=True), me)
    else:
        home = mine.family
    children = list(invitation.children.filter(homes__family=family).exclude(homes__family=home))
    if home.homes.count() + len(children) > MOST_CHILDREN:
        raise Refused(_("There is no room for more children here. Please ask a group leader."), code="too_many")
    Home.objects.bulk_create([Home(child=child, family=home) for child in children])
    close_like_the_others(home, children, by=me)
    refresh([home])


def _become_helper(invitation: Invitation, family: Family, me: User) -> None:
    """May book, change and give up for the family until the day they set."""
    if family.carers.filter(user=me).exists():
        raise Refused(_("You belong to this family already, so you can book for it."), code="inside")
    assert invitation.until is not None
    Helper.objects.filter(family=family, user=me, ended_at=None).update(ended_at=clock.now())
    Helper.objects.create(
        family=family, user=me, asked_by_id=invitation.by_id, name=invitation.name, until=invitation.until
    )


def _settle_in(carer: Carer, me: User) -> None:
    if not me.name:
        User.objects.filter(pk=me.pk).update(name=carer.name)
    Registration.objects.filter(user=me).delete()
    post("family_welcome", to=carer, about=carer.family)


BECOME: dict[str, Callable[[Invitation, Family, User], None]] = {
    Kind.CARER: _become_carer,
    Kind.OTHER_HOME: _become_other_home,
    Kind.HELPER: _become_helper,
}


@transaction.atomic
def ask_to_join_the_two(invitation: Invitation, *, by: User) -> None:
    """Somebody with a household of their own is asked into another: a leader looks whether they are one."""
    mine = Carer.objects.filter(user=by).select_related("family").first()
    if mine is None or not has_address(by, invitation.email):
        raise Refused(_("This invitation went to another e-mail address."), code="not_you")
    if twins.share_a_child(mine.family, invitation.family):
        says = _("A child lives in both of your homes. The two stay apart here, so that each keeps its own things.")
        raise Refused(says, code="two_homes")
    twins.suggest(mine.family, invitation.family, ["asked"], score=100)
    withdraw(invitation, by=by)


@transaction.atomic
def end_helper(helper: Helper, *, by: User) -> None:
    """From now on they book for the family no more."""
    if Helper.objects.filter(pk=helper.pk, ended_at=None).update(ended_at=clock.now()):
        record("helper.ended", helper, by=by)
