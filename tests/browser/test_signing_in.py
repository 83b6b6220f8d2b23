"""Every way in, walked in a real browser under the policy: code, password, passkey, app, spare code."""

import re

import pytest
from allauth.mfa.totp.internal import auth
from django.urls import reverse

from groupsite.outbox.models import Letter
from tests.browser.eyes import problems

PASSWORD = "three warm teapots"


@pytest.fixture
def looked_at(pictures):
    """Look at the page that is open, and keep a picture when asked to."""

    def _look(window, name):
        assert problems(window, pictures and pictures / f"sign-in-{name}") == "", name

    return _look


@pytest.fixture
def with_password(people):
    amina = people["amina"]
    amina.set_password(PASSWORD)
    amina.save()
    return amina


def press(window, name):
    window.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    window.page.wait_for_load_state("load")


def follow(window, name):
    with window.page.expect_navigation(wait_until="load"):
        window.page.get_by_role("link", name=name).click()


def code_sent():
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", Letter.objects.latest("pk").text, re.M)[1]


def test_with_a_code_by_e_mail(people, window_of, looked_at):
    window = window_of()
    window.open(reverse("account_login"))
    window.page.get_by_label("E-mail address").fill("amina@example.org")
    press(window, "Sign in")
    looked_at(window, "code")
    window.page.get_by_label("Code").fill("WRONG1")
    press(window, "Go on")
    looked_at(window, "code-wrong")
    window.page.get_by_label("Code").fill(code_sent())
    press(window, "Go on")
    assert window.page.url.endswith(reverse("portal:home"))


def test_with_a_password_after_a_slip(with_password, window_of, looked_at):
    window = window_of()
    window.open(reverse("account_login"))
    window.page.get_by_label("E-mail address").fill("amina@example.org")
    window.page.get_by_label("Password").fill("three cold teapots")
    press(window, "Sign in")
    looked_at(window, "password-wrong")
    assert window.page.get_by_label("E-mail address").input_value() == "amina@example.org"
    window.page.get_by_label("Password").fill(PASSWORD)
    press(window, "Sign in")
    assert window.page.url.endswith(reverse("portal:home"))


def test_somebody_new_makes_an_account(people, window_of, looked_at):
    window = window_of()
    window.open(reverse("account_signup"))
    window.page.get_by_label("Email").fill("fatou@example.org")
    press(window, "Go on")
    looked_at(window, "new-code")
    window.page.get_by_label("Code").fill(code_sent())
    press(window, "Go on")
    assert window.page.get_by_role("button", name="Sign out").is_visible()


def test_a_forgotten_password_is_chosen_anew(with_password, window_of, looked_at):
    window = window_of()
    window.open(reverse("account_reset_password"))
    window.page.get_by_label("Email").fill("amina@example.org")
    press(window, "Send me a code")
    window.page.get_by_label("Code").fill(code_sent())
    press(window, "Go on")
    looked_at(window, "new-password")
    press(window, "Save my password")
    looked_at(window, "new-password-wrong")


def proven(window):
    """Show once more that it is Amina."""
    window.page.get_by_label("Password").fill(PASSWORD)
    press(window, "Go on")


def test_with_a_passkey(with_password, window_of, looked_at):
    window = window_of(with_password, fresh=False)
    devtools = window.context.new_cdp_session(window.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_PHONE})
    window.open(reverse("mfa_add_webauthn"))
    proven(window)
    looked_at(window, "passkey-add")
    window.page.get_by_label("Name").fill("Phone")
    window.page.get_by_label("Passwordless").check()
    press(window, "Add it")
    window.page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    looked_at(window, "spare-codes")
    for view_name, title in (
        ("mfa_list_webauthn", "list"),
        ("mfa_generate_recovery_codes", "make"),
        ("mfa_index", "all"),
    ):
        window.open(reverse(view_name))
        looked_at(window, f"passkey-{title}")
    window.open(reverse("mfa_list_webauthn"))
    follow(window, "Rename")
    looked_at(window, "passkey-rename")
    window.page.go_back()
    follow(window, "Take out")
    looked_at(window, "passkey-out")
    window.page.get_by_role("button", name="Sign out").click()
    window.open(reverse("account_login"))
    window.page.get_by_role("button", name="Sign in with a passkey").click()
    window.page.wait_for_url(f"**{reverse('portal:home')}")
    assert window.noises == []


VIRTUAL_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def app_code(secret):
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def test_with_an_app_and_then_its_code(with_password, window_of, looked_at):
    window = window_of(with_password, fresh=False)
    window.open(reverse("mfa_activate_totp"))
    proven(window)
    looked_at(window, "app")
    press(window, "Switch it on")
    looked_at(window, "app-wrong")
    secret = window.page.locator("main code").inner_text()
    window.page.get_by_label("code").fill(app_code(secret))
    press(window, "Switch it on")
    spare = window.page.locator("main code").first.inner_text()
    window.open(reverse("mfa_deactivate_totp"))
    looked_at(window, "app-off")
    window.page.get_by_role("button", name="Sign out").click()
    window.open(reverse("account_login"))
    window.page.get_by_label("E-mail address").fill("amina@example.org")
    window.page.get_by_label("Password").fill(PASSWORD)
    press(window, "Sign in")
    looked_at(window, "second-step")
    window.page.get_by_label("code").fill(spare)
    press(window, "Sign in")
    assert window.page.url.endswith(reverse("portal:home"))
