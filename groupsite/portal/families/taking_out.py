"""The list of families as a file: what the list shows and how to reach them, nothing that is told to few."""

from collections.abc import Iterator

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from families.models import Carer, Child, Family
from families.rules.languages import language_names
from families.rules.words import spoken_phone
from groupsite.accounts.who import me
from groupsite.audit.services import note_readings, record
from groupsite.kit.csv import download
from groupsite.portal.families.forms import FindAndFilterForm
from groupsite.portal.families.listing import listed
from groupsite.portal.templatetags.family_pages import needs_flags

HEADINGS = (
    *(gettext_lazy("Adult’s name"), gettext_lazy("E-mail"), gettext_lazy("Phone"), gettext_lazy("Second adult’s name")),
    *(gettext_lazy("Postcode"), gettext_lazy("Languages"), gettext_lazy("Needs"), gettext_lazy("Joined")),
    *(gettext_lazy("Child’s first name"), gettext_lazy("Child’s last name"), gettext_lazy("Birthday or due date")),
    gettext_lazy("Has an allergy"),
)


@require_POST
@reauthentication_required
def take_out(request: HttpRequest) -> HttpResponse:
    """The families of the list as it is narrowed down, one row a child; each family can see that it was taken out."""
    form = FindAndFilterForm(request.POST)
    families = list(listed(me(request), form.words(), form.filters()))
    note_readings("list taken out", families, by=me(request))
    record("families.taken_out", me(request), by=me(request), families=len(families))
    return download("families.csv", [str(heading) for heading in HEADINGS], rows_of(families))


def rows_of(families: list[Family]) -> Iterator[list[str]]:
    """One row a child; a family with no child yet has one too."""
    for family in families:
        household = _household(family)
        for child in family.children.all() or (None,):
            yield [*household, *_child(child)]


def _household(family: Family) -> list[str]:
    adults = family.carers.all()
    first = adults[0] if adults else Carer()
    others = "; ".join(carer.name for carer in adults[1:])
    needs = "; ".join(needs_flags(family))
    reached = [first.name, first.email, spoken_phone(first.phone), others]
    return [*reached, family.outcode, language_names(family.languages), needs, f"{family.joined_at:%d/%m/%Y}"]


def _child(child: Child | None) -> list[str]:
    if child is None:
        return ["", "", "", ""]
    day = child.born_on or child.due_on
    return [child.first_name, child.last_name, f"{day:%d/%m/%Y}", _("Yes") if child.allergies else ""]
