"""A kind word before something borrowed is due, and one after."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop

from families.models import Carer
from families.rules.reaching import only_face_to_face
from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.kit.templatetags.kit import full_date
from groupsite.outbox.letters import Decision, Drop, letter
from groupsite.outbox.models import Letter
from signposting.letters.library import by_their_way
from signposting.models import Loan
from signposting.services.loans import AFTER, BEFORE, TEN


@letter("loan_due")
def loan_due(row: Letter) -> Decision:
    """Not when it is back, when they may keep it longer now, or when they are told things face to face."""
    loan = Loan.objects.select_related("thing").filter(pk=pk_of(row.about)).first()
    carer = Carer.objects.select_related("user").filter(pk=pk_of(row.to)).first()
    if loan is None or carer is None or carer.family_id != loan.family_id:
        return Drop("the family or the carer has left")
    if loan.back_at is not None:
        return Drop("it is back")
    if row.due_at not in {clock.at(loan.due_on + step, TEN) for step in (-BEFORE, AFTER)}:
        return Drop("they may keep it longer")
    if only_face_to_face(carer):
        return Drop("only face to face")
    link = settings.SITE_URL + reverse("signposting:borrow")
    says = gettext_noop("%(what)s is due back on %(day)s.")
    return by_their_way(row, carer, says=says, what=loan.thing.name, link=link, day=full_date(loan.due_on))
