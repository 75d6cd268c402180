"""Records officers and administrators at work, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.conftest import SignIn
from tests.browser.pages import a_call
from tests.browser.serving import Served


def test_a_hold_is_placed_by_one_and_released_by_two(sign_in: SignIn, served_desk: Served) -> None:
    rita = sign_in("rita")
    call = a_call(served_desk)
    rita.goto(f"/calls/{call.id}/")
    rita.get_by_role("link", name="Place a hold on it").click()
    assert rita.input_value("#calls") == call.id
    rita.fill("#matter", "a claim")
    rita.get_by_role("button", name="Place it").click()
    rita.get_by_text("a claim").wait_for()
    rita.fill("input[name=reason]", "settled")
    rita.get_by_role("button", name="Ask for its release").click()
    rita.get_by_text("You asked for its release").wait_for()
    rita.get_by_role("button", name="Take it back").click()
    [(hold, _count)] = served_desk.site.catalogue.holds()
    served_desk.site.catalogue.release_hold(hold.id, served_desk.site.clock(), by="a and b")


def test_a_restricted_call_cannot_be_opened(sign_in: SignIn, served_desk: Served) -> None:
    rita, anna = sign_in("rita"), sign_in("anna")
    call = a_call(served_desk)
    rita.goto(f"/calls/{call.id}/")
    rita.get_by_text("Restriction", exact=True).click()
    act = rita.locator("details", has_text="Restriction")
    act.locator("input[name=reason]").fill("contested")
    act.get_by_role("button", name="Let nobody hear it").click()
    anna.goto(f"/calls/{call.id}/")
    assert anna.get_by_role("button", name="Open", exact=True).count() == 0
    rita.get_by_text("Restriction", exact=True).click()
    act.locator("input[name=reason]").fill("settled")
    act.get_by_role("button", name="Lift it").click()
    rita.get_by_text("Decided, and entered").wait_for()


def test_the_ledger_is_checked_on_the_page(sign_in: SignIn) -> None:
    otto = sign_in("otto")
    otto.goto("/records/ledger/")
    otto.get_by_role("button", name="Check it now").click()
    otto.get_by_text("none changed, none missing, signed").wait_for()


def test_an_administrator_makes_an_account_and_its_owner_sets_a_password(
    sign_in: SignIn, served_desk: Served, browser: Browser
) -> None:
    tom = sign_in("tom")
    tom.goto("/people/new/")
    tom.fill("#id_username", "newcomer")
    tom.check("input[value=quality]")
    tom.get_by_role("button", name="Make it").click()
    password = tom.locator("#password").text_content() or ""
    context = browser.new_context(base_url=served_desk.address)
    page = context.new_page()
    page.goto("/calls/")
    page.fill("#id_login", "newcomer")
    page.fill("#id_password", password)
    page.click("main button[type=submit]")
    page.wait_for_url("**/password/change/")
    page.goto("/calls/")
    assert "/password/change/" in page.url, "nothing before a password of one's own"
    page.fill("input[name=oldpassword]", password)
    for field in ("password1", "password2"):
        page.fill(f"input[name={field}]", "one of my own, and long")
    page.get_by_role("button", name="Change Password").click()
    page.goto("/calls/")
    assert page.url.endswith("/calls/")
    context.close()
