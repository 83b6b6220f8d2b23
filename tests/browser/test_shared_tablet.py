"""A tablet in the hall is everybody's: what one person read, the next must not find (TRUST T34)."""

import pytest
from django.urls import reverse

from groupsite.kit.headers import HeadersMiddleware


@pytest.fixture
def browser(browser_type, browser_type_launch_args):
    """As on a real tablet, pages left behind are kept alive for the way back: Playwright switches that off."""
    with browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    ) as browser:
        yield browser


def read_sign_out_and_go_back(window):
    window.open(reverse("account_email"))
    assert "amina@example.org" in window.page.content()
    window.page.get_by_role("button", name="Sign out").click()
    window.page.wait_for_load_state("load")
    window.page.go_back(wait_until="commit")
    window.page.wait_for_timeout(500)
    return window.page.content()


def test_back_after_signing_out_shows_nothing_of_amina(amina, window_of):
    assert "amina@example.org" not in read_sign_out_and_go_back(window_of(amina))


def test_without_the_header_the_browser_would_show_it(amina, window_of, monkeypatch):
    monkeypatch.setattr(HeadersMiddleware, "__call__", lambda self, request: self.get_response(request))
    assert "amina@example.org" in read_sign_out_and_go_back(window_of(amina))
