"""Who can help with a need: what helped other families comes first."""

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from signposting.models import Service
from signposting.needs import Need
from signposting.queries.directory import Found, Wish, listed_for_cards, reasons


def who_can_help(need: Need, page: int) -> Found:
    """Listed and open services that use any of the words of this need."""
    query = SearchQuery(" or ".join(need.words), config="directory", search_type="websearch")
    rows = Service.objects.listed().in_default_search().filter(search=query)
    rows = rows.annotate(rank=SearchRank(F("search"), query)).order_by("-rating", "-rank", "bare_name", "pk")
    wish = Wish(words=" ".join(word.strip('"') for word in need.words), page=page)
    found = listed_for_cards(rows, wish)
    for service in found.services:
        service.reasons = reasons(service, wish, found)  # type: ignore[attr-defined]
    return found
