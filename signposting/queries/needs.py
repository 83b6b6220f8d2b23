"""Who can help with a need: what helped other families comes first."""

from groupsite.kit import clock
from signposting.models import Service
from signposting.needs import Need
from signposting.queries import matching
from signposting.queries.directory import Found, Wish, listed_for_cards, with_reasons
from signposting.rules.typed_words import Meant, Unit, words_of


def who_can_help(need: Need, page: int) -> Found:
    """Listed and open services that use any of the words of this need."""
    meant = Meant(units=tuple(Unit(" ".join(words_of(words))) for words in need.words))
    ranked = matching.by_rank(Service.objects.listed().in_default_search(), meant)
    found = listed_for_cards(ranked.order_by("-rating", "-rank", "bare_name", "pk"), Wish(page=page))
    shown = [service.pk for service in found.services]
    with_hits = matching.by_words(Service.objects.filter(pk__in=shown), meant, at_least=1).in_bulk()
    found.services = [with_hits[pk] for pk in shown]
    found.meant = meant
    return with_reasons(found, clock.now())
