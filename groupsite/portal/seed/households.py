"""Households as they are: a second parent, two homes of one child, a helper, a family that was written down twice."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from families.models import Carer, Family, Invitation
from families.services import invitations
from families.services.addresses import protect
from families.services.details import ChildDetails
from families.services.invitations import Asked
from families.services.registration import quick_family
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.portal.seed import people

Kind = Invitation.Kind
AGAIN = (("Megan Price", "Meg Price"), ("Siobhán O'Brien", "Siobhan OBrien"))
"""Came to the door once before they joined, and were written down a little otherwise."""


@transaction.atomic
def tell() -> None:
    """Told after the story of the groups, through the services, with the clock set back."""
    now, carol = clock.now(), User.objects.get(email=people.CAROL.email)
    with clock.stopped_at(now - timedelta(days=12)):
        grace, tom, amina = (_family_of(person) for person in (people.GRACE, people.TOM, people.AMINA))
        _come_in(grace, Asked(Kind.CARER, "Emeka Okafor", "emeka@demo.example"))
        children = list(tom.children.order_by("pk")[:1])
        _come_in(tom, Asked(Kind.OTHER_HOME, "Nia Ellis", "nia@demo.example", children=children))
        until = clock.today() + timedelta(days=90)
        _come_in(amina, Asked(Kind.HELPER, "Joy Bello", "joy@demo.example", until=until))
    with clock.stopped_at(now - timedelta(days=1)):
        invitations.invite(grace, Asked(Kind.CARER, "Granny Ife", "ife@demo.example"), by=_main(grace))
    with clock.stopped_at(now - timedelta(days=3)):
        for known, name in AGAIN:
            _write_down_again(known, name, carol)
    hidden = Carer.objects.filter(name="Samira Haidari").select_related("user").first()
    if hidden is not None and hidden.user is not None:
        protect(hidden, "Flat 3, Rowan House\nBristol", by=hidden.user)
    delivery.sweep()


def _family_of(person: people.Person) -> Family:
    return Family.objects.get(carers__user__email=person.email)


def _main(family: Family) -> User:
    return User.objects.get(carer__family=family, carer__is_main=True)


def _come_in(family: Family, asked: Asked) -> None:
    """Asked by letter, and said yes with a sign-in of their own."""
    user = User.objects.create_user(asked.email, name=asked.name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    invitations.accept(invitations.invite(family, asked, by=_main(family)), by=user)


def _write_down_again(known: str, name: str, carol: User) -> None:
    first = Carer.objects.filter(name=known).order_by("pk").first()
    if first is None:
        return
    children = [
        ChildDetails(child.first_name, born_on=child.born_on)
        for child in first.family.children.exclude(born_on=None).order_by("pk")
    ]
    quick_family(name=name, phone=first.phone, children=children, by=carol)
