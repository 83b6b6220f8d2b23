"""One tap answers a card, whatever it asks: what `docs/scale.md` says a card of the review desk takes."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.queries.queue import queue
from tests.cast import (
    CorrectionFactory,
    PairFactory,
    ProposalFactory,
    ReportFactory,
    ServiceFactory,
    SourceRecordFactory,
    SuggestionFactory,
    SyncRunFactory,
    TalkFactory,
)  # fmt: skip

pytestmark = pytest.mark.django_db


class Forms(HTMLParser):
    """The forms of a page: where each goes, what a browser would send untouched, and its buttons."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.found.append({"action": attrs.get("action"), "sent": {}, "buttons": []})
        elif tag == "button" and self.found:
            self.found[-1]["buttons"].append((attrs.get("name", ""), attrs.get("value", "")))
        elif tag == "input" and self.found and (attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs):
            self.found[-1]["sent"].setdefault(attrs.get("name"), []).append(attrs.get("value", ""))


def lost():
    rows = [SourceRecordFactory(last_seen_at="2026-01-01T00:00Z")]
    SyncRunFactory(source=rows[0].source, held=[row.hub_id for row in rows])


CARDS = {
    "question": ProposalFactory,
    "correction": CorrectionFactory,
    "report": ReportFactory,
    "service": lambda: ServiceFactory(flag="due"),
    "new": lambda: SourceRecordFactory(service__state="waiting", service__listed_at=None),
    "pair": PairFactory,
    "loss": lost,
    "suggestion": SuggestionFactory,
    "follow": lambda: TalkFactory(follow_up_on=clock.today() - timedelta(days=1)),
}


@pytest.mark.parametrize("kind", CARDS)
def test_a_card_is_answered_with_one_tap(kind, rita, sign_in, client):
    CARDS[kind]()
    sign_in(rita)
    page = client.get(reverse("signposting:desk"))
    card = page.context["card"]
    assert card.kind == ("service" if kind == "new" else kind)
    form = Forms(page.content.decode().partition('id="question"')[2]).found[0]
    name, value = form["buttons"][0]
    after = client.post(form["action"], form["sent"] | ({name: value} if name else {}), follow=True)
    assert after.redirect_chain[-1][0] == reverse("signposting:desk"), "the next card comes by itself"
    left = [(one.key, one.rank) for one in queue().cards]
    assert (card.key, card.rank) not in left, "what is new now waits for its first check, as another question"
