"""What the walk over every page is worth: each planted fault is noticed, and a page without is not blamed."""

import pytest
from django.urls import reverse

from tests.browser.eyes import problems

STYLE = "const s = new CSSStyleSheet(); s.replaceSync('{}'); document.adoptedStyleSheets = [s];"
PLANTED = {
    "pale words": (STYLE.format("main p { color: #ddd !important; background: #fff !important }"), "color-contrast"),
    "pale only by night": (
        STYLE.format(
            "@media (prefers-color-scheme: dark) { main p { color: #333 !important; background: #222 !important } }"
        ),
        "360 dark: color-contrast",
    ),
    "a box without a label": ("document.querySelector('main').append(document.createElement('input'))", "label"),
    "too wide for a phone": (STYLE.format("main { inline-size: 400px !important }"), "scrolls sideways"),
    "a script that breaks": ("setTimeout(() => { throw new Error('planted') })", "planted"),
}


@pytest.fixture
def privacy(window_of):
    window = window_of()
    window.open(reverse("portal:privacy"))
    return window


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_noticed(fault, privacy):
    script, seen = PLANTED[fault]
    privacy.page.evaluate(f"() => {{ {script} }}")
    privacy.page.evaluate("() => new Promise(done => setTimeout(done, 50))")
    assert seen in problems(privacy)


def test_a_page_without_a_fault_is_not_blamed(privacy):
    assert problems(privacy) == ""
